package io.chirograph.limits;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.LongSupplier;

/// The time that windows go by. It never goes back, so no window opens twice, and it never stands still:
/// where the system's clock is set back, it goes on by elapsed time, ahead of that clock. Thread-safe.
final class LimitClock {
    private final Clock clock;
    private final LongSupplier nanos;
    private Instant base;
    private long baseNanos;

    /// @param nanos elapsed time, as `System.nanoTime` counts it
    LimitClock(Clock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        this.base = clock.instant();
        this.baseNanos = nanos.getAsLong();
    }

    synchronized Instant now() {
        long elapsed = nanos.getAsLong();
        Instant own = base.plusNanos(elapsed - baseNanos);
        Instant wall = clock.instant();
        if (wall.isAfter(own)) {
            base = wall;
            baseNanos = elapsed;
            return wall;
        }
        return own;
    }

    /// It was later than this before.
    synchronized void notBefore(Instant known) {
        if (known.isAfter(now())) {
            base = known;
            baseNanos = nanos.getAsLong();
        }
    }

    /// How far it is ahead of the system's clock.
    Duration ahead() {
        Instant own = now();
        return Duration.between(clock.instant(), own);
    }
}
