package io.chirograph.exporter.keys;

/// Going on would show a second history, or hide that one was lost: the exporter stops, for good, until somebody
/// has looked. Recording goes on.
public final class ExportStoppedException extends Exception {
    public ExportStoppedException(String reason) {
        super(reason);
    }
}
