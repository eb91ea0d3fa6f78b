package io.chirograph.exporter.keys;

/// Fatal: continuing the export would show a second history.
/// Or it would hide that one was lost. The exporter stops until somebody has looked; recording goes on.
public final class ExportStoppedException extends Exception {
    public ExportStoppedException(String reason) {
        super(reason);
    }
}
