package io.chirograph.witness.client;

import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.Phase;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Runs the follower on a thread of its own. It stops after the exporter has published the log's last event, so that
/// the last checkpoint is offered too, for at most the witnesses' time-out.
final class FollowerLoop implements SmartLifecycle {

    private static final Duration SHORT = Duration.ofMillis(20);

    private final CheckpointFollower follower;
    private final BoundedHttpPost posting;
    private final Duration poll;
    private final Duration last;
    private final boolean enabled;
    private volatile @Nullable Worker worker;

    /// @param last how long the stop may wait for answers
    /// @param enabled whether there is anybody to ask
    FollowerLoop(CheckpointFollower follower, BoundedHttpPost posting, Duration poll, Duration last, boolean enabled) {
        this.follower = follower;
        this.posting = posting;
        this.poll = poll;
        this.last = last;
        this.enabled = enabled;
    }

    @Override
    public void start() {
        if (enabled) {
            worker = Worker.start("witness-follower", Worker.Serves.REST, this::run);
        }
    }

    private void run(Worker.Stop stop) throws InterruptedException {
        do {
            follower.round();
        } while (!stop.within(poll));
        long end = System.nanoTime() + last.toNanos();
        do {
            follower.round();
            follower.settle(SHORT);
        } while (follower.hasMore() && System.nanoTime() - end < 0);
    }

    @Override
    public void stop() {
        Worker running = worker;
        if (running != null) {
            worker = null;
            boolean unused = running.stop(last.plusSeconds(1));
            follower.end();
            posting.close();
        }
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }

    @Override
    public int getPhase() {
        return Phase.CONFIRMATION.value();
    }
}
