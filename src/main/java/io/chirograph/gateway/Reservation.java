package io.chirograph.gateway;

/// What one holder has of a [Budget]; it grows and goes back as one. Safe for many threads.
final class Reservation {
    private final Budget budget;
    private final long spare;
    private long held;
    private boolean over;

    Reservation(Budget budget) {
        this(budget, 0);
    }

    /// @param spare bytes that stay free for others where it is not said otherwise
    Reservation(Budget budget, long spare) {
        this.budget = budget;
        this.spare = spare;
    }

    /// Takes that much more; false, and nothing taken, when it is not to be had or all went back already.
    synchronized boolean grow(long bytes, long spare) {
        if (over || !budget.reserve(bytes, spare)) {
            return false;
        }
        held += bytes;
        return true;
    }

    /// Takes that much more; false, and nothing taken, when it is not to be had.
    boolean grow(long bytes) {
        return grow(bytes, spare);
    }

    /// Gives that much back.
    synchronized void giveBack(long bytes) {
        shrink(held - bytes);
    }

    /// Gives back all but this much.
    synchronized void shrink(long to) {
        if (!over && held > to) {
            budget.release(held - to);
            held = to;
        }
    }

    /// Gives everything back for good.
    synchronized void release() {
        shrink(0);
        over = true;
    }
}
