package io.chirograph.tlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileHashReader;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.tlog.tile.TileReader;
import io.chirograph.tlog.tile.TreeBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Every tree of 1 to 70 leaves, at length of 1 to 300: the right proofs hold and everything beside them is refused.
@Tag("slow")
class ProofSweepTest {
    private static final int MAX = Effort.of(70, 300);
    private static final PlainTree PLAIN = PlainTree.of(MAX + 1);
    private static final Hash WRONG = TreeHasher.leaf(new byte[] {1, 2, 3});
    private static final List<Hash> ROOTS =
            IntStream.rangeClosed(0, MAX + 1).mapToObj(n -> PLAIN.root(0, n)).toList();

    /// Trees up to this size are swept for every pair of positions or sizes, larger ones for the edges, the
    /// middle and a stride.
    private static final int EXHAUSTIVE = 32;

    @Test
    void everyInclusionProofHoldsAndItsNeighboursDoNot() throws Exception {
        for (int size = 1; size <= MAX; size++) {
            TileHashReader reader = reader(size);
            for (int index = 0; index < size; index++) {
                InclusionProof proof = InclusionProof.of(index, size, reader);
                Hash leaf = PLAIN.leaves().get(index);
                assertThat(proof.verify(leaf, size, ROOTS.get(size)))
                        .as("%d of %d", index, size)
                        .isTrue();
                refuseWrongHashes(proof, leaf, size);
                if (swept(index, size)) {
                    refuseWrongPlaces(proof, leaf, size);
                }
            }
        }
    }

    private static void refuseWrongHashes(InclusionProof proof, Hash leaf, int size) {
        Hash root = ROOTS.get(size);
        List<Hash> hashes = proof.hashes();
        refuse(proof.verify(WRONG, size, root));
        refuse(proof.verify(leaf, size, WRONG));
        refuse(with(proof, append(hashes, WRONG)).verify(leaf, size, root));
        refuse(with(proof, append(hashes, root)).verify(leaf, size, root));
        refuse(with(proof, prepend(hashes, leaf)).verify(leaf, size, root));
        for (int i = swept((int) proof.index(), size) ? 0 : hashes.size() - 1; i >= 0 && i < hashes.size(); i++) {
            refuse(with(proof, without(hashes, i)).verify(leaf, size, root));
            refuse(with(proof, replaced(hashes, i)).verify(leaf, size, root));
        }
    }

    private static void refuseWrongPlaces(InclusionProof proof, Hash leaf, int size) {
        LongStream.rangeClosed(-1, size + 2)
                .filter(wrong -> wrong != proof.index())
                .forEach(
                        wrong -> refuse(new InclusionProof(wrong, proof.hashes()).verify(leaf, size, ROOTS.get(size))));
        LongStream.rangeClosed(-1, proof.index()).forEach(wrong -> refuse(proof.verify(leaf, wrong, ROOTS.get(size))));
        IntStream.rangeClosed(0, MAX + 1)
                .filter(wrong -> wrong != size)
                .forEach(wrong -> refuse(proof.verify(leaf, wrong, ROOTS.get(wrong))));
        refuse(new InclusionProof(Long.MIN_VALUE, proof.hashes()).verify(leaf, size, ROOTS.get(size)));
        refuse(new InclusionProof(Long.MAX_VALUE, proof.hashes()).verify(leaf, size, ROOTS.get(size)));
        refuse(proof.verify(leaf, Long.MAX_VALUE, ROOTS.get(size)));
    }

    @Test
    void everyConsistencyProofHoldsAndItsNeighboursDoNot() throws Exception {
        for (int second = 1; second <= MAX; second++) {
            TileHashReader reader = reader(second);
            for (int first = 1; first <= second; first++) {
                ConsistencyProof proof = ConsistencyProof.of(first, second, reader);
                assertThat(proof.verify(first, ROOTS.get(first), second, ROOTS.get(second)))
                        .as("%d to %d", first, second)
                        .isTrue();
                refuseWrongHashes(proof, first, second);
                if (swept(first - 1, second)) {
                    refuseWrongSizes(proof, first, second);
                }
            }
        }
    }

    private static void refuseWrongHashes(ConsistencyProof proof, int first, int second) {
        Hash older = ROOTS.get(first);
        Hash newer = ROOTS.get(second);
        List<Hash> hashes = proof.hashes();
        refuse(proof.verify(first, WRONG, second, newer));
        refuse(proof.verify(first, older, second, WRONG));
        refuse(new ConsistencyProof(append(hashes, WRONG)).verify(first, older, second, newer));
        refuse(new ConsistencyProof(prepend(hashes, older)).verify(first, older, second, newer));
        for (int i = swept(first - 1, second) ? 0 : hashes.size() - 1; i >= 0 && i < hashes.size(); i++) {
            refuse(new ConsistencyProof(without(hashes, i)).verify(first, older, second, newer));
            refuse(new ConsistencyProof(replaced(hashes, i)).verify(first, older, second, newer));
        }
    }

    private static void refuseWrongSizes(ConsistencyProof proof, int first, int second) {
        for (int wrong = 0; wrong <= MAX + 1; wrong++) {
            if (wrong != first) {
                refuse(proof.verify(wrong, ROOTS.get(wrong), second, ROOTS.get(second)));
            }
            if (wrong != second) {
                refuse(proof.verify(first, ROOTS.get(first), wrong, ROOTS.get(wrong)));
            }
        }
        refuse(proof.verify(-1, ROOTS.get(first), second, ROOTS.get(second)));
        refuse(proof.verify(second + 1, ROOTS.get(first), second, ROOTS.get(second)));
        refuse(proof.verify(first, ROOTS.get(first), Long.MIN_VALUE, ROOTS.get(second)));
    }

    @Test
    void aProofReadsALogarithmicNumberOfTiles() throws Exception {
        long size = 10_000_019;
        int[] reads = new int[1];
        // A tree whose tiles need not exist: every hash is the same, and only the count is asked for.
        TileReader tiles = id -> {
            reads[0]++;
            return new Tile(id, java.util.Collections.nCopies(id.width(), WRONG));
        };
        for (long index : new long[] {0, 255, 256, 65_537, 5_000_000, size - 1}) {
            reads[0] = 0;
            assertThat(InclusionProof.of(index, size, new TileHashReader(size, tiles))
                            .hashes())
                    .hasSizeLessThanOrEqualTo(24);
            assertThat(reads[0]).isLessThanOrEqualTo(6);
        }
        reads[0] = 0;
        ConsistencyProof.of(4_999_999, size, new TileHashReader(size, tiles));
        assertThat(reads[0]).isLessThanOrEqualTo(6);
    }

    private static boolean swept(int place, int size) {
        return size <= EXHAUSTIVE || place == 0 || place == size - 1 || place == size / 2 || (place + size) % 61 == 0;
    }

    private static TileHashReader reader(int size) {
        Map<TileId, Tile> tiles = new HashMap<>();
        TreeBuilder tree = TreeBuilder.empty();
        PLAIN.leaves().subList(0, size).forEach(leaf -> tree.append(leaf, tile -> tiles.put(tile.id(), tile)));
        tree.partialTiles().forEach(tile -> tiles.put(tile.id(), tile));
        return new TileHashReader(size, id -> {
            Tile tile = tiles.get(id);
            if (tile == null) {
                throw new IOException("no tile " + id.path());
            }
            return tile;
        });
    }

    private static void refuse(boolean verified) {
        if (verified) {
            throw new AssertionError("a wrong proof was taken");
        }
    }

    private static InclusionProof with(InclusionProof proof, List<Hash> hashes) {
        return new InclusionProof(proof.index(), hashes);
    }

    private static List<Hash> append(List<Hash> hashes, Hash hash) {
        List<Hash> longer = new ArrayList<>(hashes);
        longer.add(hash);
        return longer;
    }

    private static List<Hash> prepend(List<Hash> hashes, Hash hash) {
        List<Hash> longer = new ArrayList<>(hashes);
        longer.addFirst(hash);
        return longer;
    }

    private static List<Hash> without(List<Hash> hashes, int at) {
        List<Hash> shorter = new ArrayList<>(hashes);
        shorter.remove(at);
        return shorter;
    }

    private static List<Hash> replaced(List<Hash> hashes, int at) {
        List<Hash> changed = new ArrayList<>(hashes);
        byte[] bytes = changed.get(at).bytes();
        bytes[at % Hash.SIZE] ^= 1;
        changed.set(at, Hash.of(bytes));
        return changed;
    }
}
