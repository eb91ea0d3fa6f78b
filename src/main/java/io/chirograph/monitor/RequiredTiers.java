package io.chirograph.monitor;

import io.chirograph.support.lifecycle.Phase;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.springframework.context.SmartLifecycle;

/// Keeps the process from running on a store whose locks are worth less than is required: the start waits a
/// moment for what the first check says, and where it comes later the process is ended then. A store that is away
/// keeps nobody from recording, and what is lost after a good check is an alarm, not an end.
final class RequiredTiers implements SmartLifecycle {

    static final Duration WAIT = Duration.ofSeconds(5);

    private final List<ArchiveCheck> checks;
    private final Duration wait;
    private final Consumer<LockTierTooLow> end;
    private boolean running;

    /// @param wait how long the start waits for each store at most
    /// @param end ends the process
    RequiredTiers(List<ArchiveCheck> checks, Duration wait, Consumer<LockTierTooLow> end) {
        this.checks = checks.stream()
                .filter(check -> check.configured().properties().requireTier() != null)
                .toList();
        this.wait = wait;
        this.end = end;
        this.checks.forEach(check -> check.onFirst(() -> judge(check)));
    }

    @Override
    public void start() {
        try {
            for (ArchiveCheck check : checks) {
                check.awaitFirst(wait);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        synchronized (this) {
            for (ArchiveCheck check : checks) {
                if (check.missed() != null) {
                    throw LockTierTooLow.of(check);
                }
            }
            running = true;
        }
    }

    private synchronized void judge(ArchiveCheck check) {
        if (running && check.missed() != null) {
            end.accept(LockTierTooLow.of(check));
        }
    }

    @Override
    public synchronized void stop() {
        running = false;
    }

    @Override
    public synchronized boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return Phase.REQUIREMENTS.value();
    }
}
