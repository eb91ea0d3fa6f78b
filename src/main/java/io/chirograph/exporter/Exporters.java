package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.journal.Journal;
import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One exporter for each archive of a data directory, `main` first; they share the batches and nothing else.
/// @param main the log as the archive `main` shows it
public record Exporters(List<Exporter> all, OwnLog main) {
    private static final Logger LOG = LoggerFactory.getLogger(Exporters.class);

    public Exporters {
        all = List.copyOf(all);
    }

    /// No archive is asked yet.
    /// @param nanos a clock that never steps, as [System#nanoTime]
    public static Exporters of(
            Journal journal,
            ConfiguredArchives archives,
            KeyRing keys,
            Staging staging,
            ExporterProperties properties,
            Clock clock,
            LongSupplier nanos) {
        LogIdentity log = LogIdentity.of(keys.history().keys().getFirst());
        BatchSealer sealer = new BatchSealer(
                journal,
                log,
                keys,
                properties.maxEvents(),
                properties.maxBytes().toBytes());
        FlushPolicy patience = new FlushPolicy(journal, properties, nanos);
        BatchQueue batches = new BatchQueue(journal, sealer, staging, properties, patience, archives.all());
        OwnLog main = new OwnLog(archives.main().archive(), log, keys);
        Map<String, OwnLog> published = new LinkedHashMap<>();
        archives.forEach(one -> published.put(one.name(), one.isMain() ? main : new OwnLog(one.archive(), log, keys)));
        List<Exporter> exporters = new ArrayList<>();
        archives.forEach(one -> {
            OwnLog own = published.getOrDefault(one.name(), main);
            Backfill filling = new Backfill(one.name(), journal, published, batches, staging, log);
            ExportRecovery recovery = new ExportRecovery(one.name(), journal, own, staging, batches, filling, log);
            long known = known(staging, one, journal);
            ExportState state = new ExportState(one.name(), journal, clock, nanos, known, batches::leading);
            Attachments attachments =
                    new Attachments(archives.main(), one, new Layout(log.id()), staging, clock, nanos);
            exporters.add(new Exporter(one, log, staging, batches, recovery, filling, attachments, state, clock));
        });
        return new Exporters(exporters, main);
    }

    /// What this directory remembers of an archive, before that is asked.
    private static long known(Staging staging, ConfiguredArchive archive, Journal journal) {
        try {
            Optional<ExportCursor> cursor = staging.cursor(archive.name());
            return cursor.isPresent() || !archive.isMain()
                    ? cursor.map(ExportCursor::size).orElse(0L)
                    : journal.firstSequence();
        } catch (IOException | ExportStoppedException e) {
            LOG.warn("how far {} has come is not known: {}", archive.name(), e.getMessage());
            return journal.firstSequence();
        }
    }

    List<ExportState> states() {
        return all.stream().map(Exporter::state).toList();
    }
}
