package io.chirograph.recording;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Notices when the clock steps back behind an event that was recorded. Safe for many threads.
final class ClockWatch {
    /// Events of different threads may overtake each other by less than this.
    private static final long TOLERATED_MILLIS = 1000;

    private final Clock clock;
    private final AtomicLong latest = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong steppedBack = new AtomicLong();
    private final AtomicLong steps = new AtomicLong();

    ClockWatch(Clock clock) {
        this.clock = clock;
    }

    void see(Instant time) {
        long millis = time.toEpochMilli();
        long before = latest.get();
        if (millis > before) {
            latest.accumulateAndGet(millis, Math::max);
        } else if (before - millis > TOLERATED_MILLIS) {
            suspect(before);
        }
    }

    /// An old time alone proves nothing, since its thread may have been held up: the clock is asked again.
    private void suspect(long before) {
        long now = clock.millis();
        if (before - now > TOLERATED_MILLIS && latest.compareAndSet(before, now)) {
            steps.incrementAndGet();
            steppedBack.accumulateAndGet(before - now, Math::max);
        }
    }

    /// By how many milliseconds the clock has stepped back since this was last asked; null when it has not.
    @Nullable
    Long take() {
        see(clock.instant());
        long millis = steppedBack.getAndSet(0);
        return millis == 0 ? null : millis;
    }

    /// How often the clock was found to have stepped back.
    long steps() {
        return steps.get();
    }

    /// Takes back what [#take] gave and nobody could record.
    void restore(@Nullable Long millis) {
        if (millis != null) {
            steppedBack.accumulateAndGet(millis, Math::max);
        }
    }
}
