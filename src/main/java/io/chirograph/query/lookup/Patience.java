package io.chirograph.query.lookup;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How long one answer is looked for, before what was found is answered and the list goes on behind it.
/// @param until on the clock, in nanoseconds; null without end
/// @param clock such as [System#nanoTime()]
record Patience(@Nullable Long until, LongSupplier clock) {
    static final Patience ENDLESS = new Patience(null, System::nanoTime);

    static Patience of(Duration time) {
        return new Patience(System.nanoTime() + time.toNanos(), System::nanoTime);
    }

    boolean isOver() {
        return until != null && clock.getAsLong() - until >= 0;
    }
}
