package io.chirograph.exporter;

/// Going on would show a second history, or hide that one was lost: the exporter stops, for good, until somebody
/// has looked. Recording goes on.
final class ExportStoppedException extends Exception {
    ExportStoppedException(String reason) {
        super(reason);
    }
}
