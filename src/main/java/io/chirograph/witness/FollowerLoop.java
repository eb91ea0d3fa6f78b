package io.chirograph.witness;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
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
    private @Nullable Thread thread;

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
                thread = Thread.ofPlatform().name("witness-follower").daemon().start(this::run);
            }
        } finally {
            lock.unlock();
        }
    }

    private void run() {
        try {
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
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            follower.end();
            posting.close();
        }
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
        Thread running;
        lock.lock();
        try {
            stopping = true;
            stopAsked.signalAll();
            running = thread;
            thread = null;
        } finally {
            lock.unlock();
        }
        if (running == null) {
            return;
        }
        try {
            running.join(last.toMillis() + TimeUnit.SECONDS.toMillis(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return thread != null;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
