package io.chirograph.tlog.proof;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// That an entry stands at a position of a tree (RFC 9162 section 2.1.3).
/// @param index the position that is claimed
/// @param hashes the siblings on the way to the root, the lowest first
public record InclusionProof(long index, List<Hash> hashes) {
    public InclusionProof {
        hashes = List.copyOf(hashes);
    }

    /// Makes the proof for position `index` in the tree of `size` leaves, with a logarithmic number of reads.
    /// @throws IllegalArgumentException `index` is not in that tree
    public static InclusionProof of(long index, long size, HashReader hashes) throws IOException {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no position " + index + " in a tree of " + size);
        }
        List<Hash> path = new ArrayList<>();
        long from = 0;
        long to = size;
        while (to - from > 1) {
            long middle = from + Long.highestOneBit(to - from - 1);
            if (index < middle) {
                path.addFirst(hashes.subtree(middle, to));
                to = middle;
            } else {
                path.addFirst(hashes.subtree(from, middle));
                from = middle;
            }
        }
        return new InclusionProof(index, path);
    }

    /// Whether this proves that `leaf` stands at [#index()] in the tree of that size and root. Both must come
    /// from a signed checkpoint: a proof says nothing about sizes by itself.
    public boolean verify(Hash leaf, long size, Hash root) {
        Hash found = root(leaf, size);
        return found != null && found.equals(root);
    }

    /// The root that `leaf` at [#index()] of a tree of `size` leaves leads to; null where these hashes are too few or
    /// too many. Only who signed that root for that size says anything about the leaf.
    public @Nullable Hash root(Hash leaf, long size) {
        if (index < 0 || index >= size) {
            return null;
        }
        long node = index;
        long last = size - 1;
        Hash hash = leaf;
        for (Hash sibling : hashes) {
            if (last == 0) {
                return null;
            }
            if ((node & 1) == 1 || node == last) {
                hash = TreeHasher.node(sibling, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = TreeHasher.node(hash, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 ? hash : null;
    }

    /// How many hashes the proof for position `index` in a tree of `size` leaves has.
    public static int length(long index, long size) {
        int inner = Long.SIZE - Long.numberOfLeadingZeros(index ^ (size - 1));
        return inner + Long.bitCount(index >>> inner);
    }

    /// [#verify(Hash, long, Hash)] against a checkpoint whose signature was verified.
    public boolean verify(Hash leaf, Checkpoint signed) {
        return verify(leaf, signed.size(), signed.root());
    }
}
