package io.chirograph.witness;

import io.chirograph.worker.Worker;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// Runs the follower on a thread of its own. It stops after the exporter has published the log's last event, so that
/// the last checkpoint is offered too, for at most the witnesses' time-out.
final class FollowerLoop implements SmartLifecycle {
    /// Below the exporter's.
    static final int PHASE = 400;

    private static final Duration SHORT = Duration.ofMillis(20);

    private final Follower follower;
    private final Posting posting;
    private final Duration poll;
    private final Duration last;
    private final boolean enabled;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition stopAsked = lock.newCondition();
    private boolean stopping;
    private @Nullable Worker worker;

    /// @param last how long the stop may wait for answers
    /// @param enabled whether there is anybody to ask
    FollowerLoop(Follower follower, Posting posting, Duration poll, Duration last, boolean enabled) {
        this.follower = follower;
        this.posting = posting;
        this.poll = poll;
        this.last = last;
        this.enabled = enabled;
    }

    @Override
    public void start() {
        lock.lock();
        try {
            if (enabled) {
                stopping = false;
                worker = Worker.start("witness-follower", Worker.Serves.REST, this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() throws InterruptedException {
        boolean goOn = true;
        while (goOn) {
            follower.round();
            goOn = pause();
        }
        long end = System.nanoTime() + last.toNanos();
        do {
            follower.round();
            follower.settle(SHORT);
        } while (follower.hasMore() && System.nanoTime() - end < 0);
    }

    /// Waits; answers false when a stop was asked for.
    private boolean pause() throws InterruptedException {
        long left = poll.toNanos();
        lock.lock();
        try {
            while (!stopping && left > 0) {
                left = stopAsked.awaitNanos(left);
            }
            return !stopping;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void stop() {
        Worker running;
        lock.lock();
        try {
            stopping = true;
            stopAsked.signalAll();
            running = worker;
            worker = null;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return;
        }
        running.stop();
        try {
            boolean unused = running.join(last.plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            follower.end();
            posting.close();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return worker != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
