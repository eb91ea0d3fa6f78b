package io.chirograph.tlog.tile;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.proof.CompactRange;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// A growing tree that knows its root and hands out each tile once it is full.
///
/// It holds only the right edge: the hashes of the partial tile of each level. Not safe for several threads.
public final class TreeBuilder {
    private final List<List<Hash>> partial;
    private final CompactRange range;

    private TreeBuilder(List<List<Hash>> partial, CompactRange range) {
        this.partial = partial;
        this.range = range;
    }

    public static TreeBuilder empty() {
        return new TreeBuilder(new ArrayList<>(), CompactRange.empty());
    }

    /// The tree of `size` leaves, from its full tiles and the leaves behind the last of them. What was read is
    /// not verified: compare [#root()] with a signed one.
    /// @param lastLeaves the leaf hashes from position `size - size % 256` on
    /// @param tiles asked for full tiles only: at most 255 of each level
    public static TreeBuilder restore(long size, List<Hash> lastLeaves, TileReader tiles) throws IOException {
        if (size < 0 || lastLeaves.size() != size % TileId.WIDTH) {
            throw new IllegalArgumentException(
                    "size " + size + " ends in " + size % TileId.WIDTH + " leaves, not " + lastLeaves.size());
        }
        List<List<Hash>> partial = new ArrayList<>();
        partial.add(new ArrayList<>(lastLeaves));
        for (int level = 1; size >>> (8 * level) > 0; level++) {
            long hashes = size >>> (8 * level);
            List<Hash> edge = new ArrayList<>();
            for (long index = hashes - hashes % TileId.WIDTH; index < hashes; index++) {
                edge.add(tiles.read(TileId.full(level - 1, index)).root());
            }
            partial.add(edge);
        }
        return new TreeBuilder(partial, CompactRange.of(size, frontier(partial)));
    }

    /// Appends one leaf hash and hands every tile that it fills to `full`, lower levels first.
    public void append(Hash leaf, Consumer<Tile> full) {
        range.append(leaf);
        Hash node = leaf;
        for (int level = 0; ; level++) {
            if (level == partial.size()) {
                partial.add(new ArrayList<>());
            }
            List<Hash> edge = partial.get(level);
            edge.add(node);
            if (edge.size() < TileId.WIDTH) {
                return;
            }
            long index = (range.size() >>> (8 * (level + 1))) - 1;
            Tile tile = new Tile(TileId.full(level, index), edge);
            edge.clear();
            full.accept(tile);
            node = tile.root();
        }
    }

    public long size() {
        return range.size();
    }

    public Hash root() {
        return range.root();
    }

    /// The partial tiles that the tree has now, lower levels first.
    public List<Tile> partialTiles() {
        List<Tile> tiles = new ArrayList<>();
        for (int level = 0; level < partial.size(); level++) {
            List<Hash> edge = partial.get(level);
            if (!edge.isEmpty()) {
                tiles.add(new Tile(new TileId(level, size() >>> (8 * (level + 1)), edge.size()), edge));
            }
        }
        return tiles;
    }

    /// Another builder that goes its own way from here.
    public TreeBuilder copy() {
        List<List<Hash>> edges = new ArrayList<>();
        partial.forEach(edge -> edges.add(new ArrayList<>(edge)));
        return new TreeBuilder(edges, range.copy());
    }

    private static List<Hash> frontier(List<List<Hash>> partial) {
        List<Hash> frontier = new ArrayList<>();
        for (int level = partial.size() - 1; level >= 0; level--) {
            List<Hash> edge = partial.get(level);
            if (edge.isEmpty()) {
                continue;
            }
            Tile tile = new Tile(new TileId(level, 0, edge.size()), edge);
            int first = 0;
            for (int height = 7; height >= 0; height--) {
                if ((edge.size() >> height & 1) == 1) {
                    frontier.add(tile.subtree(first, height));
                    first += 1 << height;
                }
            }
        }
        return frontier;
    }
}
