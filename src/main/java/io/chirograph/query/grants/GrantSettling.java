package io.chirograph.query.grants;

import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/// Ends grants that have expired, and records what could not be recorded before.
final class GrantSettling extends LifecyclePart implements SmartLifecycle {
    private static final Duration EVERY = Duration.ofSeconds(10);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final ContentGrants grants;

    GrantSettling(ContentGrants grants) {
        super(Phase.RECURRING);
        this.grants = grants;
    }

    @Override
    protected Runnable begin() {
        grants.begin();
        Schedule thread = new Schedule("content-grants", Worker.Serves.REST);
        thread.every(EVERY, grants::settle);
        return () -> thread.stop(STOP_WITHIN);
    }
}
