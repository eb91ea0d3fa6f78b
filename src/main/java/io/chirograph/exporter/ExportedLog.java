package io.chirograph.exporter;

import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.journal.Journal;
import io.chirograph.tlog.Hash;
import java.io.IOException;
import java.time.Clock;
import java.util.function.LongSupplier;

/// The log of one data directory, as all of its exporters know it.
/// @param keys its signing keys
/// @param staging what of an export survives a crash
/// @param nanos a clock that never steps, as [System#nanoTime]
public record ExportedLog(
        Journal journal,
        KeyRing keys,
        Staging staging,
        ExporterProperties properties,
        Clock clock,
        LongSupplier nanos) {
    public LogIdentity identity() {
        return LogIdentity.of(keys.history().keys().getFirst());
    }

    /// Remembers how far `archive` has come; durable on return.
    void moveCursor(String archive, long size, Hash root) throws IOException {
        staging.moveCursor(
                archive, new ExportCursor(identity().origin(), identity().id(), size, root));
    }

    Layout layout() {
        return new Layout(identity().id());
    }
}
