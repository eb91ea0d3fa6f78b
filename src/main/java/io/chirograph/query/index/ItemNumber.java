package io.chirograph.query.index;

/// What a call, or an event of no call, is listed by: its time, and a count within that millisecond.
public final class ItemNumber {
    /// How many bits of a number count.
    public static final int COUNT_BITS = 18;

    /// A number and one bit more are a row of the full text.
    private static final long LATEST = (1L << (Long.SIZE - 2 - COUNT_BITS)) - 1;

    private ItemNumber() {}

    /// Whether something of this time, in milliseconds, can be listed: up to the year 2527.
    static boolean has(long time) {
        return time >= 0 && time <= LATEST;
    }

    /// The first number of a millisecond.
    public static long from(long time) {
        return Math.clamp(time, 0, LATEST) << COUNT_BITS;
    }

    /// The first number behind a millisecond.
    static long behind(long time) {
        return from(time) + (1L << COUNT_BITS);
    }

    public static long time(long number) {
        return number >> COUNT_BITS;
    }
}
