package io.chirograph.exporter;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// One exporter for each archive of a data directory, `main` first; they share the batches and nothing else.
/// @param main the log as the archive `main` shows it
public record Exporters(ExportedLog log, List<Exporter> all, OwnLog main) {
    /// No archive is asked yet.
    public static Exporters of(ExportedLog log, ConfiguredArchives archives) {
        BatchQueue batches = new BatchQueue(log, archives.all());
        Map<String, OwnLog> published = new LinkedHashMap<>();
        archives.forEach(one -> published.put(one.name(), new OwnLog(one.archive(), log)));
        List<Exporter> exporters = archives.all().stream()
                .map(one -> new Exporter(one, archives.main(), log, batches, published))
                .toList();
        return new Exporters(log, exporters, Objects.requireNonNull(published.get(ConfiguredArchive.MAIN)));
    }

    List<ExportState> states() {
        return all.stream().map(Exporter::state).toList();
    }
}
