package io.chirograph.content.redaction.remote;

import io.chirograph.content.redaction.detect.Spans;
import java.time.Duration;
import java.util.List;

/// What one body asks the other scanners. One thread.
public final class RemoteScans {
    private final List<RemoteScanner> scanners;
    private final long[] left;

    public RemoteScans(List<RemoteScanner> scanners) {
        this.scanners = scanners;
        this.left = new long[scanners.size()];
        for (int i = 0; i < left.length; i++) {
            left[i] = scanners.get(i).timeout().toNanos();
        }
    }

    /// Adds what the scanners find in a text.
    /// @throws ScannerUnavailable one gives no answer within the body's time, or one that cannot be
    public void find(String text, Spans spans) {
        for (int i = 0; i < left.length; i++) {
            long began = System.nanoTime();
            long millis = left[i] / 1_000_000;
            if (millis < 1) {
                throw new ScannerUnavailable("no time is left");
            }
            scanners.get(i).find(text, Duration.ofMillis(millis), spans);
            left[i] -= System.nanoTime() - began;
        }
    }
}
