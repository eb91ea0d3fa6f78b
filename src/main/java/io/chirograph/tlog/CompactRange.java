package io.chirograph.tlog;

import java.util.ArrayList;
import java.util.List;

/// The right edge of a growing tree: enough to append leaves and to know every root, in logarithmic space.
///
/// The frontier holds the roots of the perfect subtrees that the tree falls into, the largest first, one for
/// each bit set in the size. Not safe for several threads.
public final class CompactRange {
    private final List<Hash> frontier;
    private long size;

    private CompactRange(long size, List<Hash> frontier) {
        this.size = size;
        this.frontier = frontier;
    }

    /// The empty tree.
    public static CompactRange empty() {
        return new CompactRange(0, new ArrayList<>());
    }

    /// The tree of `size` leaves with the given frontier, the largest subtree first.
    ///
    /// @throws IllegalArgumentException when there is not one hash for each bit set in `size`
    public static CompactRange of(long size, List<Hash> frontier) {
        if (size < 0 || Long.bitCount(size) != frontier.size()) {
            throw new IllegalArgumentException("size " + size + " does not have a frontier of " + frontier.size());
        }
        return new CompactRange(size, new ArrayList<>(frontier));
    }

    /// Appends one leaf.
    public void append(Hash leaf) {
        Hash node = leaf;
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            node = TreeHasher.node(frontier.removeLast(), node);
        }
        frontier.add(node);
        size++;
    }

    /// How many leaves there are.
    public long size() {
        return size;
    }

    /// The root of the tree as it is now.
    public Hash root() {
        if (frontier.isEmpty()) {
            return TreeHasher.emptyRoot();
        }
        Hash root = frontier.getLast();
        for (int i = frontier.size() - 2; i >= 0; i--) {
            root = TreeHasher.node(frontier.get(i), root);
        }
        return root;
    }

    /// The roots of the perfect subtrees, the largest first.
    public List<Hash> frontier() {
        return List.copyOf(frontier);
    }

    /// Another range that goes its own way from here.
    public CompactRange copy() {
        return new CompactRange(size, new ArrayList<>(frontier));
    }
}
