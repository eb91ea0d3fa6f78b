package io.chirograph.gateway.http;

import java.util.concurrent.atomic.AtomicLong;

/// A shared number of bytes. Thread-safe.
public final class MemoryBudget {
    /// What the program needs of the heap when nobody asks anything of it.
    private static final long PROGRAM = 96L << 20;

    private final long limit;
    private final AtomicLong used = new AtomicLong();

    public MemoryBudget(long limit) {
        this.limit = limit;
    }

    /// What requests may take of a heap of this size: three quarters of what the program leaves, at least a
    /// quarter of all.
    public static MemoryBudget ofHeap(long heap) {
        return new MemoryBudget(Math.max(heap / 4, (heap - PROGRAM) / 4 * 3));
    }

    /// Takes room; false, and nothing taken, when there is not that much left.
    public boolean reserve(long bytes) {
        return reserve(bytes, 0);
    }

    /// What calls leave free for auditors and administrators.
    public long spare() {
        return limit / 16;
    }

    /// Takes room only where `spare` bytes stay free for others.
    boolean reserve(long bytes, long spare) {
        long most = limit - spare;
        long before = used.getAndUpdate(now -> now + bytes <= most ? now + bytes : now);
        return before + bytes <= most;
    }

    /// A share of it, nothing taken yet.
    public Reservation share() {
        return new Reservation(this, spare());
    }

    public void release(long bytes) {
        used.addAndGet(-bytes);
    }

    public long used() {
        return used.get();
    }

    public long limit() {
        return limit;
    }
}
