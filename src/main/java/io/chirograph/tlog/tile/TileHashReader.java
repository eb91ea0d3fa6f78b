package io.chirograph.tlog.tile;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.proof.HashReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/// Reads the hashes of a tree of a given size out of its tiles, and keeps the tiles it has seen last.
///
/// Where a node stands in two tiles the wider tree below it is left alone: a proof reads one tile for each
/// eight levels of its path and one for each eight levels of the right edge. Not safe for several threads.
public final class TileHashReader implements HashReader {
    private static final int KEPT = 64;

    private final long size;
    private final TileReader tiles;
    private final Map<TileId, Tile> seen = new LinkedHashMap<>(KEPT, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TileId, Tile> eldest) {
            return size() > KEPT;
        }
    };

    /// A reader for the tree of `size` leaves.
    public TileHashReader(long size, TileReader tiles) {
        this.size = size;
        this.tiles = tiles;
    }

    @Override
    public Hash node(int height, long index) throws IOException {
        int level = height / 8;
        int inTile = height % 8;
        long first = index << inTile;
        TileId id = TileId.inTree(level, first / TileId.WIDTH, size);
        Tile tile = seen.get(id);
        if (tile == null) {
            tile = tiles.read(id);
            seen.put(id, tile);
        }
        return tile.subtree((int) (first % TileId.WIDTH), inTile);
    }
}
