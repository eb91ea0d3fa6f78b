package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.Contents;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.Records;
import io.chirograph.journal.internal.MemoryDisk.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Records that are appended together: all are there or none.
class TogetherTest {
    private static final Path DIRECTORY = Path.of("journal");

    private final MutableClock clock = new MutableClock();

    private DiskJournal open(MemoryDisk disk) throws Exception {
        var journal = DiskJournal.open(DIRECTORY, Records.limits(4096, 1000), clock, disk, CommitObserver.NONE, false);
        journal.keepHouse();
        return journal;
    }

    private static Journal.Entry entry(String text, int content) {
        UUID key = UUID.nameUUIDFromBytes(text.getBytes(StandardCharsets.UTF_8));
        JournalRecord record = new JournalRecord(
                RecordKind.PLAIN, key, (byte) 0, Instant.EPOCH, text.getBytes(StandardCharsets.UTF_8));
        return new Journal.Entry(
                record,
                content == 0 ? List.of() : List.of(Contents.inline(2, Contents.bytes(content, text.hashCode()))));
    }

    private static List<Journal.Entry> batch(String name, int count, int content) {
        return IntStream.range(0, count)
                .mapToObj(i -> entry(name + "-" + i, i % 3 == 1 ? content : 0))
                .toList();
    }

    @Test
    void theLargestFollowEachOtherWithTheirContent() throws Exception {
        var disk = new MemoryDisk(64 << 20);
        List<Journal.Entry> entries = IntStream.range(0, 500)
                .mapToObj(i -> entry("largest-" + i, 700))
                .toList();
        try (var journal = open(disk)) {
            journal.append(Records.plain("before"));
            assertThat(journal.append(entries)).isEqualTo(1);
            assertThat(journal.append(Records.plain("after"))).isEqualTo(501);
        }
        try (var journal = open(disk.powerCut(new Random(1)))) {
            assertThat(Records.all(journal)).hasSize(502);
            var stored = Records.all(journal).get(500);
            assertThat(Records.text(stored)).isEqualTo("largest-499");
            assertThat(Contents.of(journal, stored).get((byte) 2))
                    .isEqualTo(Contents.bytes(700, "largest-499".hashCode()));
        }
    }

    @ParameterizedTest
    @EnumSource(Outcome.class)
    void whateverGoesWrongAtWhicheverStepNoneIsThereWithoutTheOthers(Outcome outcome) throws Exception {
        int steps = trial(-1, outcome, false);
        assertThat(steps).isGreaterThan(20);
        for (int step = 0; step < steps; step++) {
            trial(step, outcome, true);
            if (outcome != Outcome.POWER_CUT) {
                trial(step, outcome, false);
            }
        }
    }

    /// Six appends of seven records; answers how many steps the disk took.
    private int trial(int wrongStep, Outcome outcome, boolean powerCut) throws Exception {
        var disk = new MemoryDisk(Long.MAX_VALUE);
        int[] steps = new int[1];
        disk.faults((act, name) -> steps[0]++ == wrongStep ? outcome : Outcome.DONE);
        List<String> durable = new ArrayList<>();
        try (var journal = open(disk)) {
            for (int i = 0; i < 6; i++) {
                try {
                    journal.append(batch("b" + i, 7, 300));
                    durable.add("b" + i);
                } catch (JournalFailedException | JournalFullException e) {
                    // told by what is found
                }
            }
        } catch (IOException e) {
            return steps[0]; // it could not be opened
        }
        MemoryDisk next = powerCut ? disk.powerCut(new Random(wrongStep)) : disk;
        next.faults(MemoryDisk.Faults.NONE);
        try (var journal = open(next)) {
            List<String> texts = Records.texts(journal);
            assertThat(texts.size() % 7).as("%s", texts).isZero();
            for (int at = 0; at < texts.size(); at += 7) {
                String name = texts.get(at).substring(0, 2);
                assertThat(texts.subList(at, at + 7))
                        .isEqualTo(IntStream.range(0, 7)
                                .mapToObj(i -> name + "-" + i)
                                .toList());
                assertThat(Contents.of(journal, Records.all(journal).get(at + 4))
                                .get((byte) 2))
                        .hasSize(300);
            }
            for (String name : durable) {
                assertThat(texts).contains(name + "-0");
            }
        }
        return steps[0];
    }

    @Test
    void whatOneGroupDoesNotTakeIsRefusedBeforeAnythingIsWritten() throws Exception {
        try (var journal = open(new MemoryDisk(64 << 20))) {
            assertThatThrownBy(() -> journal.append(batch("much", 30, 200_000)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("together");
            assertThatThrownBy(() -> journal.append(batch("many", 513, 0))).hasMessageContaining("1 to 512");
            assertThatThrownBy(() -> journal.append(List.of())).hasMessageContaining("1 to 512");
            UUID key = new UUID(1, 2);
            assertThatThrownBy(() -> journal.append(
                            List.of(entry("a", 0), new Journal.Entry(Records.opens(key, "opens"), List.of()))))
                    .hasMessageContaining("plain");
            var staged = Contents.staged(journal, entry("s", 0).record().key(), 2, Contents.bytes(900, 1), 500);
            assertThatThrownBy(() -> journal.append(List.of(
                            entry("a", 0), new Journal.Entry(entry("s", 0).record(), List.of(staged)))))
                    .hasMessageContaining("staged");
            assertThat(journal.nextSequence()).isZero();
            assertThat(journal.append(List.of(new Journal.Entry(entry("s", 0).record(), List.of(staged)))))
                    .isZero();
        }
    }
}
