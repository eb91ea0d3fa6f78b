package io.chirograph.publishedlog;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/// Finds checkpoints by size, over their names alone: with at most 64 requests, however many there are.
///
/// Galloping goes by the exponent: first how many bits the wanted size has, itself by bisection, then the size between
/// two powers of two. That is at most 1 + 6 + 53 requests, and log2 of the size or fewer in practice, since every
/// answer jumps to a size that exists.
record CheckpointNames(Sizes sizes) {
    static final Pattern NUMBER = Pattern.compile("[0-9]{16}");
    static final long LARGEST = 9_999_999_999_999_999L;

    @FunctionalInterface
    interface Sizes {
        /// The smallest one greater than `after`; -1 asks for the first.
        OptionalLong next(long after) throws ArchiveUnavailableException;
    }

    /// The size that a key names; empty when that is no checkpoint of this log.
    static OptionalLong size(Layout layout, String key) {
        String checkpoints = layout.checkpoints();
        String name = key.startsWith(checkpoints) ? key.substring(checkpoints.length()) : "";
        return NUMBER.matcher(name).matches() ? OptionalLong.of(Long.parseLong(name)) : OptionalLong.empty();
    }

    /// The size of the newest one, in two requests when it is known.
    /// @param known a size to begin with, -1 for none; there need not be a checkpoint of it
    OptionalLong newest(long known) throws ArchiveUnavailableException {
        OptionalLong found = sizes.next(Math.max(0, known) - 1);
        if (found.isEmpty()) {
            return known <= 0 ? found : upTo(LARGEST);
        }
        OptionalLong next = sizes.next(found.getAsLong());
        return next.isEmpty() ? found : OptionalLong.of(beyond(next.getAsLong(), LARGEST));
    }

    /// The largest size that is not greater than `most`; empty when there is none.
    OptionalLong upTo(long most) throws ArchiveUnavailableException {
        OptionalLong first = next(-1, most);
        return first.isEmpty() ? first : OptionalLong.of(beyond(first.getAsLong(), most));
    }

    private OptionalLong next(long after, long most) throws ArchiveUnavailableException {
        OptionalLong next = after >= most ? OptionalLong.empty() : sizes.next(after);
        return next.isPresent() && next.getAsLong() > most ? OptionalLong.empty() : next;
    }

    /// The largest one up to `most`, given that there is one of size `first`.
    private long beyond(long first, long most) throws ArchiveUnavailableException {
        long low = first;
        int exponent = exponent(low);
        int above = exponent(most) + 1;
        while (above - exponent > 1) {
            int middle = (exponent + above) >>> 1;
            OptionalLong next = next((1L << middle) - 1, most);
            if (next.isPresent()) {
                low = next.getAsLong();
                exponent = exponent(low);
            } else {
                above = middle;
            }
        }
        long high = Math.min(most, (1L << above) - 1);
        while (low < high) {
            long middle = low + (high - low) / 2;
            OptionalLong next = next(middle, most);
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
