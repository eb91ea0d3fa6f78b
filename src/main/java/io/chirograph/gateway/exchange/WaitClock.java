package io.chirograph.gateway.exchange;

/// Adds up how long a call waited for its provider and its caller. One thread.
public final class WaitClock {
    private long nanos;

    /// Adds the time since `begun`, a `System.nanoTime()`.
    public void since(long begun) {
        nanos += System.nanoTime() - begun;
    }

    public long nanos() {
        return nanos;
    }
}
