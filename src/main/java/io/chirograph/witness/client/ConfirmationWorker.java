package io.chirograph.witness.client;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Somebody who confirms checkpoints, with a thread of its own while it is asked: one offer at a time, the newest;
/// after a failure it is left alone for a while that doubles.
final class ConfirmationWorker {
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    private final String name;
    private final Asking asking;
    private final Duration every;
    private @Nullable Thread thread;
    private long confirmed;
    private int failures;
    private long notBefore;

    /// What is asked of it.
    @FunctionalInterface
    interface Asking {
        /// @return whether the offer is confirmed now
        boolean ask(CheckpointOffer offer) throws InterruptedException;
    }

    /// @param every the least time between two confirmations; zero for each checkpoint
    ConfirmationWorker(String name, Asking asking, Duration every) {
        this.name = name;
        this.asking = asking;
        this.every = every;
        this.notBefore = System.nanoTime();
    }

    /// Begins to ask, if it is free, its turn has come and it has not confirmed this already.
    synchronized void offer(CheckpointOffer offer) {
        if (!isBusy() && wants(offer)) {
            thread = Thread.ofVirtual().name("asking-" + name).start(() -> run(offer));
        }
    }

    /// Whether it is asked now, or would be for this offer.
    synchronized boolean wants(CheckpointOffer offer) {
        return isBusy() || (offer.size() > confirmed && System.nanoTime() - notBefore >= 0);
    }

    private boolean isBusy() {
        return thread != null && thread.isAlive();
    }

    private void run(CheckpointOffer offer) {
        boolean done = false;
        try {
            done = asking.ask(offer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            finished(offer, done);
        }
    }

    private synchronized void finished(CheckpointOffer offer, boolean done) {
        if (done) {
            confirmed = offer.size();
            failures = 0;
            notBefore = System.nanoTime() + every.toNanos();
            return;
        }
        long pause = Math.min(LONGEST_PAUSE.toNanos(), FIRST_PAUSE.toNanos() << Math.min(failures, 10));
        failures++;
        notBefore = System.nanoTime() + pause;
    }

    /// Waits until it is free, or for so long.
    void settle(long nanos) throws InterruptedException {
        Thread running;
        synchronized (this) {
            running = thread;
        }
        if (running != null) {
            boolean unused = running.join(Duration.ofNanos(Math.max(nanos, TimeUnit.MILLISECONDS.toNanos(1))));
        }
    }

    /// Breaks off what is being asked.
    synchronized void end() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
