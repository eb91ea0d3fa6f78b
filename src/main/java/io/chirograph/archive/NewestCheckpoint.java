package io.chirograph.archive;

import java.util.OptionalLong;

/// Finds the newest checkpoint of a log by asking, for some sizes, which one comes next: at most 62 times, however
/// many there are.
///
/// Galloping goes by the exponent: first how many bits the newest size has, itself by bisection, then the size
/// between two powers of two. That is at most 1 + 6 + 53 requests, and log2 of the newest size or fewer in
/// practice, since every answer jumps to a size that exists.
public final class NewestCheckpoint {
    /// The largest power of two below 10^16, the end of the names.
    private static final int MAX_EXPONENT = 53;

    private static final long END = 9_999_999_999_999_999L;

    private final Checkpoints log;

    /// The checkpoints of a log, by size.
    @FunctionalInterface
    public interface Checkpoints {
        /// The smallest size greater than `after` of which there is one; -1 asks for the first.
        OptionalLong next(long after) throws ArchiveUnavailableException;
    }

    public NewestCheckpoint(Checkpoints log) {
        this.log = log;
    }

    /// Its size; empty when there is none.
    public OptionalLong size() throws ArchiveUnavailableException {
        OptionalLong first = log.next(-1);
        return first.isEmpty() ? first : OptionalLong.of(beyond(first.getAsLong()));
    }

    /// The same, in two requests when the newest one is known.
    ///
    /// @param known a size to begin with; there need not be a checkpoint of it
    public OptionalLong size(long known) throws ArchiveUnavailableException {
        OptionalLong found = log.next(Math.max(0, known) - 1);
        if (found.isEmpty()) {
            return known <= 0 ? found : size();
        }
        OptionalLong next = log.next(found.getAsLong());
        return next.isEmpty() ? found : OptionalLong.of(beyond(next.getAsLong()));
    }

    /// The newest one, given that there is one of size `first`.
    private long beyond(long first) throws ArchiveUnavailableException {
        long known = first;
        int low = exponent(known);
        int high = MAX_EXPONENT + 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            OptionalLong next = log.next((1L << middle) - 1);
            if (next.isPresent()) {
                known = next.getAsLong();
                low = exponent(known);
            } else {
                high = middle;
            }
        }
        return between(known, Math.min(END, (1L << high) - 1));
    }

    /// Bisects: there is a checkpoint of size `known`, and none greater than `end`.
    private long between(long known, long end) throws ArchiveUnavailableException {
        long low = known;
        long high = end;
        while (low < high) {
            long middle = low + (high - low) / 2;
            OptionalLong next = log.next(middle);
            if (next.isPresent()) {
                low = next.getAsLong();
            } else {
                high = middle;
            }
        }
        return low;
    }

    /// The exponent of the largest power of two that is not greater than `size`.
    private static int exponent(long size) {
        return size == 0 ? 0 : 63 - Long.numberOfLeadingZeros(size);
    }
}
