package io.chirograph.content.redaction.detect;

import java.time.Duration;
import java.util.function.LongSupplier;

/// How long the texts of one body may be looked through, all in all. One thread.
public final class Deadline {
    private final LongSupplier nanoTime;
    private long left;
    private long began;

    public Deadline(Duration budget) {
        this(budget, System::nanoTime);
    }

    Deadline(Duration budget, LongSupplier nanoTime) {
        this.left = budget.toNanos();
        this.nanoTime = nanoTime;
    }

    /// From here on time counts.
    void begin() {
        began = nanoTime.getAsLong();
        check();
    }

    /// From here on it does not.
    void end() {
        left -= nanoTime.getAsLong() - began;
    }

    /// @throws ScanTimeout the time is over
    void check() {
        if (nanoTime.getAsLong() - began > left) {
            throw new ScanTimeout();
        }
    }
}
