package io.chirograph.gateway;

import java.util.concurrent.atomic.AtomicInteger;

/// Lets the watch look at a client connection only while its own thread is waiting for a provider, and counts
/// how long that thread waited, for the provider and for the caller.
final class UpstreamWait {
    private static final int BUSY = 0;
    private static final int WAITING = 1;
    private static final int LOOKED_AT = 2;

    private final AtomicInteger state = new AtomicInteger(BUSY);
    private volatile long since;
    private long upstreamNanos;
    private long clientNanos;

    /// The thread begins to wait for the provider.
    void begin() {
        since = System.nanoTime();
        state.set(WAITING);
    }

    /// The thread goes on; returns once no look is under way.
    void end() {
        while (!state.compareAndSet(WAITING, BUSY)) {
            Thread.onSpinWait();
        }
        upstreamNanos += System.nanoTime() - since;
    }

    /// Runs `look` if the thread has been waiting for at least `nanos`; called by the watch.
    void whileWaiting(long nanos, Runnable look) {
        if (System.nanoTime() - since >= nanos && state.compareAndSet(WAITING, LOOKED_AT)) {
            try {
                look.run();
            } finally {
                state.set(WAITING);
            }
        }
    }

    /// Adds time that the caller took to send or take bytes.
    void client(long nanos) {
        clientNanos += nanos;
    }

    /// Time spent waiting on others, in nanoseconds; only for the exchange's own thread.
    long othersNanos() {
        return upstreamNanos + clientNanos;
    }
}
