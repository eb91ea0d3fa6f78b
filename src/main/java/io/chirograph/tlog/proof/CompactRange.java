package io.chirograph.tlog.proof;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
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

    public static CompactRange empty() {
        return new CompactRange(0, new ArrayList<>());
    }

    /// The tree of `size` leaves with the given frontier, the largest subtree first.
    /// @throws IllegalArgumentException when there is not one hash for each bit set in `size`
    public static CompactRange of(long size, List<Hash> frontier) {
        if (size < 0 || Long.bitCount(size) != frontier.size()) {
            throw new IllegalArgumentException("size " + size + " does not have a frontier of " + frontier.size());
        }
        return new CompactRange(size, new ArrayList<>(frontier));
    }

    /// Takes the nodes that a growing tree completes.
    @FunctionalInterface
    public interface NodeSink {
        /// The root of the perfect subtree of `2^height` leaves that starts at leaf `index * 2^height`.
        void node(int height, long index, Hash hash);
    }

    public void append(Hash leaf) {
        append(leaf, (height, index, hash) -> {});
    }

    /// Appends one leaf and hands over every node that it completes, the leaf itself first.
    public void append(Hash leaf, NodeSink nodes) {
        Hash node = leaf;
        int height = 0;
        nodes.node(height, size, node);
        for (long rest = size; (rest & 1) == 1; rest >>= 1) {
            node = TreeHasher.node(frontier.removeLast(), node);
            height++;
            nodes.node(height, size >>> height, node);
        }
        frontier.add(node);
        size++;
    }

    public long size() {
        return size;
    }

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
