package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import java.util.List;
import java.util.OptionalLong;

/// Finds the newest checkpoint of a log by asking, for some sizes, which one comes next.
///
/// Galloping goes by the exponent: first how many bits the newest size has, itself by bisection, then the size
/// between two powers of two. That is at most 1 + 6 + 53 requests, and log2 of the newest size or fewer in
/// practice, since every answer jumps to a size that exists.
final class NewestCheckpoint {
    /// The largest power of two below 10^16, the end of the names.
    private static final int MAX_EXPONENT = 53;

    private static final long END = 9_999_999_999_999_999L;

    private final PublishedLog log;

    NewestCheckpoint(PublishedLog log) {
        this.log = log;
    }

    OptionalLong size() throws ArchiveUnavailableException {
        OptionalLong first = next(-1);
        if (first.isEmpty()) {
            return first;
        }
        long known = first.getAsLong();
        int low = exponent(known);
        int high = MAX_EXPONENT + 1;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            OptionalLong next = next((1L << middle) - 1);
            if (next.isPresent()) {
                known = next.getAsLong();
                low = exponent(known);
            } else {
                high = middle;
            }
        }
        return OptionalLong.of(between(known, Math.min(END, (1L << high) - 1)));
    }

    /// Bisects: there is a checkpoint of size `known`, and none greater than `end`.
    private long between(long known, long end) throws ArchiveUnavailableException {
        long low = known;
        long high = end;
        while (low < high) {
            long middle = low + (high - low) / 2;
            OptionalLong next = next(middle);
            if (next.isPresent()) {
                low = next.getAsLong();
            } else {
                high = middle;
            }
        }
        return low;
    }

    private OptionalLong next(long after) throws ArchiveUnavailableException {
        List<Long> sizes = log.checkpointSizes(after, 1);
        return sizes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sizes.getFirst());
    }

    /// The exponent of the largest power of two that is not greater than `size`.
    private static int exponent(long size) {
        return size == 0 ? 0 : 63 - Long.numberOfLeadingZeros(size);
    }
}
