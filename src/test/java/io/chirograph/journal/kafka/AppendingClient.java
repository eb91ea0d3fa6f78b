package io.chirograph.journal.kafka;

import io.chirograph.journal.Contents;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.Records;
import io.chirograph.journal.internal.CommitObserver;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

/// Main of a process that appends records seven by seven, from several threads, until it is killed; prints what was
/// acknowledged.
public final class AppendingClient {
    static final int TOGETHER = 7;
    static final int THREADS = 8;

    private AppendingClient() {}

    static List<Journal.Entry> entries(String name) {
        return IntStream.range(0, TOGETHER)
                .mapToObj(i -> {
                    byte[] payload = (name + " " + i).getBytes(StandardCharsets.UTF_8);
                    UUID key = UUID.nameUUIDFromBytes(payload);
                    var record = new JournalRecord(RecordKind.PLAIN, key, (byte) 0, Records.TIME, payload);
                    return new Journal.Entry(
                            record,
                            i == 3 ? List.of(Contents.inline(0, Contents.bytes(70_000, name.hashCode()))) : List.of());
                })
                .toList();
    }

    public static void main(String[] args) throws Exception {
        KafkaProperties settings = SharedBroker.settings(args[0], args[1], Duration.ofSeconds(10));
        Journal journal = KafkaJournal.open(
                settings,
                Records.limits(4096, 12),
                "node-1",
                new ConfiguredClients(settings),
                true,
                null,
                CommitObserver.NONE);
        PrintStream out = System.out;
        for (int thread = 0; thread < THREADS; thread++) {
            String name = args[2] + "-" + thread;
            Thread.ofPlatform().start(() -> append(journal, name, out));
        }
    }

    private static void append(Journal journal, String name, PrintStream out) {
        try {
            for (int i = 0; ; i++) {
                long first = journal.append(entries(name + "-" + i));
                out.println("acknowledged " + first + " " + name + "-" + i);
            }
        } catch (Exception e) {
            out.println("failed " + e);
        }
    }
}
