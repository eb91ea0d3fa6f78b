package io.chirograph.rescue;

import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.exporter.ExporterProperties;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.exporter.keys.LogProperties;
import io.chirograph.exporter.offline.OfflineExport;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.recording.OfflineLog;
import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// How the export of what a dead node left ended, in the name of its log.
/// @param end the position behind the node's last record
record NodeExport(LogIdentity log, long end, OfflineExport.Result export) {
    /// What a start of that node would record and export, without serving. Done again it finds nothing to do, also
    /// where it broke off: each step is one that a start repeats too.
    /// @param settings the configuration, with the node's data directory as its own
    /// @param node that data directory
    /// @param directory the node's journal
    /// @throws IOException there is no such journal, it is in use, a newer program wrote it, or a key is missing
    /// @throws JournalCorruptException it is damaged, or ends before what was published from it
    /// @throws RecordingUnavailable its last events cannot be made durable
    static NodeExport run(Environment settings, Path node, Path directory, Clock clock)
            throws IOException, JournalCorruptException, RecordingUnavailable {
        Succession.requireJournal(directory, "the node's data directory");
        Binder binder = Binder.get(settings);
        LogProperties log = binder.bindOrCreate("chirograph.log", LogProperties.class);
        ExporterProperties properties = binder.bindOrCreate("chirograph.exporter", ExporterProperties.class);
        JournalProperties limits = binder.bindOrCreate("chirograph.journal", JournalProperties.class);
        try (ConfiguredArchives archives = ConfiguredArchives.open(binder, node);
                DiskJournal journal = DiskJournal.open(directory, limits.withRoomToEnd(), clock)) {
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
            return new NodeExport(export.log(), journal.nextSequence(), result);
        }
    }
}
