package io.chirograph.gateway.exchange;

import java.util.concurrent.atomic.AtomicInteger;

/// Lets the watch look at a client connection only while the exchange's thread waits for the provider.
final class ClientProbe {
    private static final int BUSY = 0;
    private static final int WAITING = 1;
    private static final int LOOKED_AT = 2;

    private final AtomicInteger state = new AtomicInteger(BUSY);
    private volatile long since;

    /// The thread begins to wait for the provider.
    void begin() {
        since = System.nanoTime();
        state.set(WAITING);
    }

    /// The thread goes on; returns once no look is under way. Answers when the wait began, as `System.nanoTime()`.
    long end() {
        while (!state.compareAndSet(WAITING, BUSY)) {
            Thread.onSpinWait();
        }
        return since;
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
}
