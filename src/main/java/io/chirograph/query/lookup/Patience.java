package io.chirograph.query.lookup;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// How long one answer is looked for, before what was found is answered and the list goes on behind it.
/// @param until on the clock of [System#nanoTime()]; null without end
record Patience(@Nullable Long until) {
    static final Patience ENDLESS = new Patience(null);

    static Patience of(Duration time) {
        return new Patience(System.nanoTime() + time.toNanos());
    }

    boolean isOver() {
        return until != null && System.nanoTime() - until >= 0;
    }
}
