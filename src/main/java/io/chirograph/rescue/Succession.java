package io.chirograph.rescue;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.LogSuccession;
import io.chirograph.exporter.Divergence;
import io.chirograph.exporter.ExporterProperties;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.exporter.offline.OfflineExport;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.inspect.JournalInspection;
import io.chirograph.journal.internal.CommitObserver;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.journal.kafka.KafkaJournal;
import io.chirograph.journal.kafka.KafkaProperties;
import io.chirograph.recording.OfflineLog;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.RetentionCodes;
import io.chirograph.support.disk.LockFile;
import io.chirograph.tlog.note.VerifierKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;
import org.springframework.util.FileSystemUtils;

/// A new log that continues one whose archive went another way.
/// Its first event names the old log, and it takes every record that the archive does not hold.
///
/// The successor is made whole beside the old log and takes its place in one step ([SuccessionPlan]). The old log
/// is ended like that of a dead node first, so the calls that were open are interrupted.
record Succession(Environment settings, Path data, Clock clock) {
    /// Answers what was done; null where there is nothing to succeed, since the data directory extends its archive and
    /// everything is exported.
    /// @param keyFile holds, or is to hold, the successor's key; null to put a new one in the configured file
    @Nullable
    SuccessionPlan run(String reason, @Nullable Path keyFile)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        Path folder = Files.createDirectories(SuccessionPlan.folder(data));
        try (LockFile lock = LockFile.take(folder.resolve("lock"))) {
            if (lock == null) {
                throw new IOException("another process or thread is at a succession in " + data);
            }
            Optional<SuccessionPlan> pending = SuccessionPlan.pending(data);
            SuccessionPlan plan = pending.isPresent() ? pending.get() : make(reason, keyFile);
            if (plan != null) {
                plan.carryOut(data);
            }
            return plan;
        }
    }

    /// Null where there is nothing to succeed.
    private @Nullable SuccessionPlan make(String reason, @Nullable Path keyFile)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        Binder binder = Binder.get(settings);
        LogProperties log = binder.bindOrCreate("chirograph.log", LogProperties.class);
        ExporterProperties properties = binder.bindOrCreate("chirograph.exporter", ExporterProperties.class);
        JournalProperties limits = binder.bindOrCreate("chirograph.journal", JournalProperties.class)
                .withRoomToEnd();
        Path directory = limits.placeIn(data).toAbsolutePath();
        try (ConfiguredArchives archives = ConfiguredArchives.open(binder, data);
                Journal journal = open(limits, directory)) {
            ConfiguredArchives main = ConfiguredArchives.of(List.of(archives.main()));
            OfflineExport export = OfflineExport.open(journal, main, log, properties, data, clock);
            OfflineExport.Result found = export.drain();
            if (found.outcome() == OfflineExport.Outcome.DONE) {
                return null;
            }
            if (found.outcome() == OfflineExport.Outcome.UNAVAILABLE) {
                throw new IOException("the archive cannot be asked: " + found.reason());
            }
            new OfflineLog(journal, log.requiredOrigin(), clock, codes()).seal();
            VerifierKey first = SigningKeyFile.load(log.requiredSigningKey(), log.requiredOrigin(), log.passphrase())
                    .verifierKey();
            VerifierKey key = newKey(log, keyFile);
            if (LogIdentity.of(key).equals(LogIdentity.of(first))) {
                throw new IOException(
                        "--signing-key " + keyFile + " is the old log's; a successor needs a key of its own");
            }
            write(journal, limits, directory, log.requiredOrigin(), facts(first, export.divergence(), journal, reason));
            SuccessionPlan plan = new SuccessionPlan(
                    directory,
                    LogIdentity.of(first).id(),
                    first.encode(),
                    key.encode(),
                    keyFile == null ? log.requiredSigningKey() : null);
            plan.commit(data);
            return plan;
        }
    }

    /// The old journal, wherever it is; the successor's is on disk.
    private Journal open(JournalProperties limits, Path directory) throws IOException, JournalCorruptException {
        switch (limits.type()) {
            case DISK -> {
                requireJournal(directory, "the right --data-dir");
                return DiskJournal.open(directory, limits, clock);
            }
            case KAFKA -> {
                if (Files.exists(directory)) {
                    throw new IOException(directory + " is there already, where the successor's journal is to be");
                }
                return KafkaJournal.open(
                        Binder.get(settings).bindOrCreate("chirograph.journal.kafka", KafkaProperties.class),
                        limits,
                        settings.getProperty("chirograph.environment", ""),
                        null,
                        CommitObserver.NONE);
            }
        }
        throw new IllegalStateException("no journal is of type " + limits.type());
    }

    private RetentionCodes codes() {
        return ObjectRetention.configured(Binder.get(settings)).rules()::codeOf;
    }

    /// Nothing is created where there is no journal, and nothing is touched where it does not hold.
    static void requireJournal(Path directory, String hint) throws IOException, JournalCorruptException {
        JournalInspection found = JournalInspection.of(directory);
        if (found.damage() != null) {
            throw new JournalCorruptException(Objects.requireNonNull(found.damage()));
        }
        if (found.files().isEmpty()) {
            throw new IOException("there is no journal in " + directory + "; is it " + hint + "?");
        }
    }

    private VerifierKey newKey(LogProperties log, @Nullable Path keyFile) throws IOException {
        Path file = keyFile;
        if (file == null) {
            Path configured = log.requiredSigningKey().toAbsolutePath();
            if (!Files.isWritable(Objects.requireNonNull(configured.getParent()))) {
                throw new IOException("chirograph.log.signing-key " + configured
                        + " cannot be replaced from here; name a file for the new key with --signing-key");
            }
            file = SuccessionPlan.newKey(data);
            Files.deleteIfExists(file);
        }
        if (!Files.exists(file)) {
            SigningKeyFile.generate(file, log.passphrase());
        }
        return SigningKeyFile.load(file, log.requiredOrigin(), log.passphrase()).verifierKey();
    }

    private static LogSuccession facts(VerifierKey old, Divergence parted, Journal journal, String reason) {
        return new LogSuccession(
                LogIdentity.of(old).id(),
                old.name(),
                old.encode(),
                parted.size(),
                "sha256:" + parted.root().hex(),
                parted.from(),
                journal.nextSequence() - parted.from(),
                reason,
                new Actor(new TreeMap<>(), new TreeMap<>(Map.of("user", System.getProperty("user.name", "unknown")))));
    }

    /// The successor's journal, complete and stopped: its first event, and every record that is not published, with its
    /// content.
    private void write(Journal old, JournalProperties limits, Path directory, String origin, LogSuccession facts)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        Path target = SuccessionPlan.newJournal(directory);
        boolean unused = FileSystemUtils.deleteRecursively(target);
        try (DiskJournal journal = DiskJournal.open(target, limits, clock)) {
            new OfflineLog(journal, origin, clock, codes()).succeed(facts);
            new Inheritance(old, journal).carry(facts.from());
        }
    }
}
