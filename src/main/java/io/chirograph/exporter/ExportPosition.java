package io.chirograph.exporter;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.exporter.keys.ExportStoppedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How far a data directory has published to `main`, by its cursor.
/// @param size everything below is published
/// @param sealedTo where the batch ends that is sealed and perhaps not published; null for none
public record ExportPosition(
        String origin, String logId, long size, @Nullable Long sealedTo) {
    /// Reads it without changing anything; empty where nothing was ever published from.
    /// @throws IOException it cannot be read, or is damaged
    public static Optional<ExportPosition> of(Path dataDirectory) throws IOException {
        Staging staging = new Staging(dataDirectory.resolve("staging"));
        try {
            var newest = staging.batches().lastEntry();
            Long sealed = newest == null ? null : Long.valueOf(newest.getValue().to());
            return staging.cursor(ConfiguredArchive.MAIN)
                    .map(cursor -> new ExportPosition(
                            cursor.origin(),
                            cursor.logId(),
                            cursor.size(),
                            sealed == null || sealed <= cursor.size() ? null : sealed));
        } catch (ExportStoppedException e) {
            throw new IOException(dataDirectory.resolve("staging") + ": " + e.getMessage(), e);
        }
    }
}
