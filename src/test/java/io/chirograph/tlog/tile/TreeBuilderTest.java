package io.chirograph.tlog.tile;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.PlainTree;
import io.chirograph.tlog.TreeHasher;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TreeBuilderTest {
    private final Map<TileId, Tile> tiles = new HashMap<>();

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 255, 256, 257, 300, 512, 65_535, 65_536, 65_537, 66_000})
    void handsOutEveryFullTileAndRestoresFromThem(int size) throws Exception {
        PlainTree plain = PlainTree.of(size);
        TreeBuilder tree = TreeBuilder.empty();

        plain.leaves().forEach(leaf -> tree.append(leaf, this::keep));

        assertThat(tree.root()).isEqualTo(plain.root());
        assertThat(tiles.keySet().stream().filter(id -> id.level() == 0)).hasSize(size / 256);
        assertThat(tiles.keySet().stream().filter(id -> id.level() == 1)).hasSize(size / 65_536);
        List<Hash> last = plain.leaves().subList(size - size % 256, size);
        TreeBuilder restored = TreeBuilder.restore(size, last, this::tile);
        assertThat(restored.root()).isEqualTo(tree.root());
        assertThat(restored.partialTiles()).isEqualTo(tree.partialTiles());
        restored.append(TreeHasher.emptyRoot(), this::keep);
        tree.copy().append(TreeHasher.emptyRoot(), this::keep);
        assertThat(restored.size()).isEqualTo(size + 1);
        assertThat(tree.size()).isEqualTo(size);
    }

    @Test
    void aTileHoldsTheRootsOfTheSubtreesBelowIt() {
        PlainTree plain = PlainTree.of(65_536);
        TreeBuilder tree = TreeBuilder.empty();

        plain.leaves().forEach(leaf -> tree.append(leaf, this::keep));

        Tile upper = tile(TileId.full(1, 0));
        assertThat(upper.hashes().get(7)).isEqualTo(plain.root(7 * 256, 8 * 256));
        assertThat(tile(TileId.full(0, 7)).hashes()).isEqualTo(plain.leaves().subList(7 * 256, 8 * 256));
        assertThat(upper.root()).isEqualTo(plain.root());
        assertThat(tree.partialTiles()).containsExactly(new Tile(new TileId(2, 0, 1), List.of(plain.root())));
    }

    @Test
    void aTileReadsBackFromItsBytes() throws Exception {
        Tile tile = new Tile(new TileId(0, 3, 20), PlainTree.of(20).leaves());

        assertThat(Tile.parse(tile.id(), tile.bytes())).isEqualTo(tile);
    }

    private Tile tile(TileId id) {
        return Objects.requireNonNull(tiles.get(id), id.path());
    }

    private void keep(Tile tile) {
        assertThat(tiles.putIfAbsent(tile.id(), tile)).isIn(null, tile);
    }
}
