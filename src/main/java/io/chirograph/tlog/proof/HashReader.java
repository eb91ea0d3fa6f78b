package io.chirograph.tlog.proof;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.io.IOException;

/// Gives the roots of perfect subtrees of one tree; what it gives is not verified yet.
@FunctionalInterface
public interface HashReader {
    /// The root of the `2^height` leaves from position `index * 2^height` on; height 0 is a leaf hash.
    Hash node(int height, long index) throws IOException;

    /// The root of the leaves from `from` to before `to`, a subtree of the tree as RFC 9162 splits it.
    /// @param from a multiple of the smallest power of two that is not less than `to - from`
    default Hash subtree(long from, long to) throws IOException {
        long count = to - from;
        if (Long.bitCount(count) == 1) {
            int height = Long.numberOfTrailingZeros(count);
            return node(height, from >>> height);
        }
        long left = Long.highestOneBit(count);
        return TreeHasher.node(subtree(from, from + left), subtree(from + left, to));
    }
}
