package io.chirograph.rescue;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.exporter.ExporterProperties;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.offline.OfflineExport;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.inspect.JournalInspection;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.recording.OfflineLog;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// Exports what a dead node left, in the name of its log.
/// What a start of that node would record and export, without serving.
///
/// Done again it finds nothing to do, also where it broke off: each step is one that a start repeats too.
/// @param settings the configuration, with the node's data directory as its own
/// @param node that data directory
/// @param journalDirectory of the node
record NodeExport(Environment settings, Path node, Path journalDirectory, Clock clock) {
    /// How it ended.
    /// @param end the position behind the node's last record
    record Result(LogIdentity log, long end, OfflineExport.Result export) {}

    static NodeExport of(Environment settings, Path node, @Nullable Path journal, Clock clock) {
        return new NodeExport(settings, node, journal == null ? node.resolve("journal") : journal, clock);
    }

    /// @throws IOException there is no such journal, it is in use, a newer program wrote it, or a key is missing
    /// @throws JournalCorruptException it is damaged, or ends before what was published from it
    /// @throws RecordingUnavailable its last events cannot be made durable
    Result run() throws IOException, JournalCorruptException, RecordingUnavailable {
        requireJournal();
        Binder binder = Binder.get(settings);
        LogProperties log = binder.bindOrCreate("chirograph.log", LogProperties.class);
        ExporterProperties properties = binder.bindOrCreate("chirograph.exporter", ExporterProperties.class);
        JournalProperties limits = binder.bindOrCreate("chirograph.journal", JournalProperties.class);
        try (ConfiguredArchives archives = ConfiguredArchives.open(binder, node);
                DiskJournal journal = DiskJournal.open(journalDirectory, limits.withRoomToEnd(), clock)) {
            OfflineExport export = OfflineExport.open(journal, archives, log, properties, node, clock);
            OfflineExport.Result result = export.check();
            if (result.outcome() == OfflineExport.Outcome.DONE) {
                new OfflineLog(
                                journal,
                                log.requiredOrigin(),
                                clock,
                                ObjectRetention.configured(binder).rules()::codeOf)
                        .seal();
                result = export.drain();
            }
            return new Result(export.log(), journal.nextSequence(), result);
        }
    }

    /// Nothing is created where there is no journal, and nothing is touched where it does not hold.
    private void requireJournal() throws IOException, JournalCorruptException {
        JournalInspection found = JournalInspection.of(journalDirectory);
        if (found.damage() != null) {
            throw new JournalCorruptException(Objects.requireNonNull(found.damage()));
        }
        if (found.files().isEmpty()) {
            throw new IOException("there is no journal in " + journalDirectory + "; is it the node's data directory?");
        }
    }
}
