package io.chirograph.content.redaction.detect;

/// Looking through the texts of one body takes longer than it may.
public final class ScanTimeout extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScanTimeout() {
        super("a scan takes longer than it may", null, false, false);
    }
}
