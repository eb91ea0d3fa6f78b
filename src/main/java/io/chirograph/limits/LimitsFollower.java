package io.chirograph.limits;

import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/// Brings in what was used before the first call is taken, and keeps what is used since.
final class LimitsFollower extends LifecyclePart implements SmartLifecycle {
    /// Short, so that little is remembered of calls that the ledger has not read.
    private static final Duration PERIOD = Duration.ofMillis(250);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Limits limits;

    LimitsFollower(Limits limits) {
        super(Phase.SETTLEMENT);
        this.limits = limits;
    }

    @Override
    protected Runnable begin() {
        try {
            limits.begin();
        } catch (IOException e) {
            throw new UncheckedIOException("what calls have used of limits cannot be read", e);
        }
        Schedule schedule = new Schedule("limits", Worker.Serves.REST);
        schedule.every(PERIOD, limits::follow);
        return () -> {
            schedule.stop(PATIENCE);
            limits.end();
        };
    }
}
