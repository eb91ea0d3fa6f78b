package io.chirograph.gateway.batches;

import io.chirograph.support.concurrent.Schedule;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;

/// Settles what a crash left of batches before the first call is taken, and what could not be recorded
/// later.
public final class BatchesLifecycle extends LifecyclePart implements SmartLifecycle {
    private static final Duration PERIOD = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final BatchLedger ledger;
    private final Duration keep;
    private final Clock clock;

    /// @param keep how long batches are remembered
    public BatchesLifecycle(BatchLedger ledger, Duration keep, Clock clock) {
        super(Phase.SETTLEMENT);
        this.ledger = ledger;
        this.keep = keep;
        this.clock = clock;
    }

    @Override
    protected Runnable begin() {
        try {
            ledger.begin();
            ledger.tend(clock.instant(), keep);
        } catch (IOException e) {
            throw new UncheckedIOException("which lines of batches have ended cannot be read", e);
        }
        Schedule schedule = new Schedule("batches", Worker.Serves.REST);
        schedule.every(PERIOD, this::tend);
        return () -> schedule.stop(PATIENCE);
    }

    private void tend() {
        try {
            ledger.tend(clock.instant(), keep);
        } catch (IOException e) {
            throw new UncheckedIOException("lines of batches cannot be settled now", e);
        }
    }
}
