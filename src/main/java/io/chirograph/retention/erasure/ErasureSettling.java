package io.chirograph.retention.erasure;

import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/// Goes on with erasures that broke off: at the start, and then regularly.
final class ErasureSettling extends LifecyclePart implements SmartLifecycle {
    private static final Duration EVERY = Duration.ofSeconds(30);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(2);

    private final Erasures erasures;

    ErasureSettling(Erasures erasures) {
        super(Phase.RECURRING);
        this.erasures = erasures;
    }

    /// No start waits for an archive that does not answer.
    @Override
    protected Runnable begin() {
        Schedule thread = new Schedule("erasures", Worker.Serves.REST);
        thread.again(Duration.ZERO, () -> {
            erasures.settle();
            return EVERY;
        });
        return () -> thread.stop(STOP_WITHIN);
    }
}
