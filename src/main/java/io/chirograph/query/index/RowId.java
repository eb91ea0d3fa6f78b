package io.chirograph.query.index;

/// Where an event stands, as one integer: the log's number in the index and the position in the log.
public final class RowId {
    private static final int POSITION_BITS = 48;

    /// No log of ours grows to this.
    static final long MAX_POSITION = (1L << POSITION_BITS) - 2 * 256;

    private RowId() {}

    public static long of(long log, long position) {
        return log << POSITION_BITS | position;
    }

    static long log(long place) {
        return place >>> POSITION_BITS;
    }

    public static long position(long place) {
        return place & (1L << POSITION_BITS) - 1;
    }
}
