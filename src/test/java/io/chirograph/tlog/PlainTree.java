package io.chirograph.tlog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.List;
import java.util.stream.IntStream;

/// RFC 9162's recursive definitions written down as they stand, to compare everything clever with.
public record PlainTree(List<Hash> leaves) {
    /// Leaves `0` to `size - 1`, each the decimal number of its position.
    public static PlainTree of(int size) {
        return new PlainTree(IntStream.range(0, size)
                .mapToObj(i -> TreeHasher.leaf(Integer.toString(i).getBytes(US_ASCII)))
                .toList());
    }

    public Hash root() {
        return root(0, leaves.size());
    }

    /// MTH of the leaves from `from` to before `to`.
    public Hash root(int from, int to) {
        int count = to - from;
        if (count == 0) {
            return TreeHasher.emptyRoot();
        }
        if (count == 1) {
            return leaves.get(from);
        }
        int left = Integer.highestOneBit(count - 1);
        return TreeHasher.node(root(from, from + left), root(from + left, to));
    }

    /// As `HashReader#node(int, long)`.
    Hash node(int height, long index) {
        return root((int) (index << height), (int) ((index + 1) << height));
    }
}
