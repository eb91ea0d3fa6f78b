package io.chirograph.gateway;

import java.util.concurrent.atomic.AtomicLong;

/// A number of bytes that many may use together. Safe for many threads.
final class Budget {
    private final long limit;
    private final AtomicLong used = new AtomicLong();

    Budget(long limit) {
        this.limit = limit;
    }

    /// Takes room; false, and nothing taken, when there is not that much left.
    boolean reserve(long bytes) {
        long before = used.getAndUpdate(now -> now + bytes <= limit ? now + bytes : now);
        return before + bytes <= limit;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }

    long limit() {
        return limit;
    }
}
