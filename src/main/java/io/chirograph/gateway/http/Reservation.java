package io.chirograph.gateway.http;

/// One holder's share of a [MemoryBudget]; grows, and is given back as a whole. Thread-safe.
public final class Reservation {
    private final MemoryBudget budget;
    private final long spare;
    private long held;
    private boolean over;

    /// @param spare bytes that stay free for others where it is not said otherwise
    public Reservation(MemoryBudget budget, long spare) {
        this.budget = budget;
        this.spare = spare;
    }

    /// Takes that much more; false, and nothing taken, when it is not to be had or all went back already.
    public synchronized boolean grow(long bytes, long spare) {
        if (over || !budget.reserve(bytes, spare)) {
            return false;
        }
        held += bytes;
        return true;
    }

    /// Takes that much more; false, and nothing taken, when it is not to be had.
    public boolean grow(long bytes) {
        return grow(bytes, spare);
    }

    /// Gives that much back.
    public synchronized void giveBack(long bytes) {
        shrink(held - bytes);
    }

    /// Gives back all but this much.
    public synchronized void shrink(long to) {
        if (!over && held > to) {
            budget.release(held - to);
            held = to;
        }
    }

    /// Gives everything back for good.
    public synchronized void release() {
        shrink(0);
        over = true;
    }
}
