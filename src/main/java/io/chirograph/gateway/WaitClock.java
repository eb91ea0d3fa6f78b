package io.chirograph.gateway;

/// Adds up how long a call waited for its provider and its caller. One thread.
final class WaitClock {
    private long nanos;

    /// Adds the time since `begun`, a `System.nanoTime()`.
    void since(long begun) {
        nanos += System.nanoTime() - begun;
    }

    long nanos() {
        return nanos;
    }
}
