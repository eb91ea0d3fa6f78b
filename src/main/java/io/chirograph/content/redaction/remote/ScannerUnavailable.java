package io.chirograph.content.redaction.remote;

/// Another scanner gives no answer in time, or one that cannot be.
public final class ScannerUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    ScannerUnavailable(String why) {
        super(why, null, false, false);
    }
}
