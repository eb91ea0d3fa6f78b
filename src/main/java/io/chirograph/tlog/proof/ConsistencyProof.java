package io.chirograph.tlog.proof;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// That a tree extends an earlier one without changing it (RFC 9162 section 2.1.4).
/// @param hashes the nodes from which both roots follow
public record ConsistencyProof(List<Hash> hashes) {
    public ConsistencyProof {
        hashes = List.copyOf(hashes);
    }

    /// Makes the proof from the tree of `first` leaves to that of `second`, with a logarithmic number of reads.
    /// @param first 1 to `second`: nothing needs proof about an empty tree
    public static ConsistencyProof of(long first, long second, HashReader hashes) throws IOException {
        if (first < 1 || first > second) {
            throw new IllegalArgumentException("no consistency proof from size " + first + " to " + second);
        }
        List<Hash> proof = new ArrayList<>();
        long from = 0;
        long to = second;
        while (to != first) {
            long middle = from + Long.highestOneBit(to - from - 1);
            if (first <= middle) {
                proof.addFirst(hashes.subtree(middle, to));
                to = middle;
            } else {
                proof.addFirst(hashes.subtree(from, middle));
                from = middle;
            }
        }
        if (from > 0) {
            proof.addFirst(hashes.subtree(from, first));
        }
        return new ConsistencyProof(proof);
    }

    /// Whether this proves that the second tree extends the first. Sizes and roots must come from signed
    /// checkpoints. From size 0 nothing is ever proved.
    public boolean verify(long first, Hash firstRoot, long second, Hash secondRoot) {
        if (first < 1 || first > second) {
            return false;
        }
        if (first == second) {
            return hashes.isEmpty() && firstRoot.equals(secondRoot);
        }
        if (hashes.isEmpty()) {
            return false;
        }
        boolean perfect = Long.bitCount(first) == 1;
        long node = first - 1;
        long last = second - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        Hash older = perfect ? firstRoot : hashes.getFirst();
        Hash newer = older;
        for (Hash sibling : perfect ? hashes : hashes.subList(1, hashes.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                older = TreeHasher.node(sibling, older);
                newer = TreeHasher.node(sibling, newer);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                newer = TreeHasher.node(newer, sibling);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && older.equals(firstRoot) && newer.equals(secondRoot);
    }

    /// [#verify(long, Hash, long, Hash)] between checkpoints whose signatures were verified.
    public boolean verify(Checkpoint first, Checkpoint second) {
        return verify(first.size(), first.root(), second.size(), second.root());
    }
}
