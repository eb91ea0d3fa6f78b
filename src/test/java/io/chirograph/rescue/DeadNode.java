package io.chirograph.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Unclassed;
import io.chirograph.archive.configured.Archives;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.event.Event;
import io.chirograph.event.EventView;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.SampleFacts;
import io.chirograph.exporter.ExporterProperties;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.exporter.offline.OfflineExport;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.VerificationReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;
import picocli.CommandLine;

/// A node with a data directory and an archive of its own, as its process would leave them when it dies.
final class DeadNode {
    static final JournalProperties LIMITS = new JournalProperties(
            null,
            DataSize.ofKilobytes(64),
            DataSize.ofMegabytes(1),
            DataSize.ofBytes(0),
            0.8,
            Duration.ofMinutes(10),
            Duration.ofSeconds(1));
    static final String ORIGIN = "example.com/chirograph/gw-1";

    final Path archive;
    final Path data;
    final Path key;
    private final EventEncoder encoder = new EventEncoder(ORIGIN, Clock.systemUTC());
    private final StringWriter said = new StringWriter();
    final Map<String, String> more = new TreeMap<>();

    private DeadNode(Path archive, Path data, Path key) {
        this.archive = archive;
        this.data = data;
        this.key = key;
    }

    static DeadNode in(Path directory) throws IOException {
        Path key = directory.resolve("log.pem");
        SigningKeyFile.generate(key, Passphrase.NONE);
        return new DeadNode(directory.resolve("archive"), directory.resolve("data"), key);
    }

    /// The same node with a copy of its data directory.
    DeadNode copy(Path to) throws IOException {
        try (Stream<Path> files = Files.walk(data)) {
            for (Path from : files.toList()) {
                Files.copy(from, to.resolve(data.relativize(from).toString()));
            }
        }
        return new DeadNode(archive, to, key);
    }

    VerifierKey verifierKey() throws IOException {
        return SigningKeyFile.load(key, ORIGIN, Passphrase.NONE).verifierKey();
    }

    /// The journal of a process that is killed afterwards: nothing marks a stop.
    void recordAndDie(UUID call, int heartbeats) throws Exception {
        Path running = data.resolveSibling(data.getFileName() + "-running");
        try (DiskJournal journal = journal()) {
            record(journal, call, heartbeats);
            Files.createDirectory(running);
            copyFiles(data.resolve("journal"), running);
        }
        copyFiles(running, data.resolve("journal"));
        deleteAll(running);
    }

    private static void copyFiles(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.list(from)) {
            for (Path file :
                    files.filter(one -> one.toString().endsWith(".journal")).toList()) {
                Files.write(to.resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
        }
    }

    private static void deleteAll(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    DiskJournal journal() throws Exception {
        return DiskJournal.open(data.resolve("journal"), LIMITS, Clock.systemUTC());
    }

    void record(Journal journal, UUID call, int checks) throws Exception {
        append(
                journal,
                RecordKind.OPENS,
                call,
                encoder.encode(SampleFacts.started(call, new TreeMap<>(), new TreeMap<>())));
        for (int i = 0; i < checks; i++) {
            append(
                    journal,
                    RecordKind.PLAIN,
                    new UUID(0, 0),
                    encoder.encode(new ArchiveChecked(new TreeMap<>(Map.of("tier", "none")))));
        }
    }

    private static void append(Journal journal, RecordKind kind, UUID key, Event event) throws Exception {
        journal.append(new JournalRecord(kind, key, (byte) 0, event.time(), event.canonical()));
    }

    /// Publishes what is in the journal, as the running process would, and stops without a word.
    void publishAndDie() throws Exception {
        try (DiskJournal journal = journal()) {
            assertThat(publish(journal).outcome()).isEqualTo(OfflineExport.Outcome.DONE);
        }
    }

    OfflineExport.Result publish(Journal journal) throws Exception {
        try (var store = Archives.directory(archive)) {
            return OfflineExport.open(
                            journal, Unclassed.only(store, properties()), log(), exporter(), data, Clock.systemUTC())
                    .drain();
        }
    }

    LogProperties log() {
        return new LogProperties(ORIGIN, key, null, null);
    }

    static ArchiveProperties properties() {
        return new ArchiveProperties(
                ArchiveProperties.Type.DIRECTORY, null, null, null, Duration.ofDays(400), null, null);
    }

    static ExporterProperties exporter() {
        return new ExporterProperties(
                true,
                100,
                DataSize.ofKilobytes(64),
                Duration.ZERO,
                Duration.ofSeconds(60),
                Duration.ofMillis(1),
                Duration.ofMillis(2),
                Duration.ofSeconds(1),
                0,
                DataSize.ofMegabytes(1));
    }

    List<String> types() throws Exception {
        List<String> types = new ArrayList<>();
        try (DiskJournal journal = journal()) {
            List<byte[]> records = new ArrayList<>();
            journal.read(
                    journal.firstSequence(),
                    stored -> records.add(stored.entry().payload()));
            for (byte[] one : records) {
                types.add(EventView.read(one).type());
            }
        }
        return types;
    }

    /// Runs a command with this node's configuration, wherever its data directory is now.
    int run(Function<Function<Map<String, Object>, Environment>, Object> command, String... arguments) {
        return new CommandLine(command.apply(this::environment))
                .setOut(new PrintWriter(said, true))
                .setErr(new PrintWriter(said, true))
                .execute(arguments);
    }

    private MockEnvironment environment(Map<String, Object> first) {
        var environment = new MockEnvironment()
                .withProperty("chirograph.log.origin", ORIGIN)
                .withProperty("chirograph.log.signing-key", key.toString())
                .withProperty("chirograph.archive.directory", archive.toString())
                .withProperty("chirograph.data-dir", data.toString())
                .withProperty("chirograph.journal.file-size", "64KB")
                .withProperty("chirograph.journal.max-bytes", "1MB")
                .withProperty("chirograph.exporter.retry-min", "1ms")
                .withProperty("chirograph.exporter.retry-max", "2ms");
        more.forEach(environment::withProperty);
        first.forEach((name, value) -> environment.withProperty(name, value.toString()));
        return environment;
    }

    String said() {
        return said.toString();
    }

    VerificationReport verify(VerifierKey... keys) throws Exception {
        try (var store = Archives.directory(archive)) {
            return new ArchiveVerifier(store, Progress.NONE, VerificationOptions.NONE).verify(List.of(keys), Map.of());
        }
    }
}
