package io.chirograph.tlog.tile;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import java.util.ArrayList;
import java.util.List;

/// A tile with its bytes: the concatenated hashes of its nodes.
/// @param hashes as many as the id's width
public record Tile(TileId id, List<Hash> hashes) {
    public Tile {
        hashes = List.copyOf(hashes);
        if (hashes.size() != id.width()) {
            throw new IllegalArgumentException("tile " + id.path() + " holds " + hashes.size() + " hashes");
        }
    }

    /// Reads a tile's bytes.
    public static Tile parse(TileId id, byte[] bytes) throws MalformedException {
        if (bytes.length != id.width() * Hash.SIZE) {
            throw new MalformedException(
                    "tile " + id.path() + " has " + bytes.length + " bytes instead of " + id.width() * Hash.SIZE);
        }
        List<Hash> hashes = new ArrayList<>(id.width());
        for (int offset = 0; offset < bytes.length; offset += Hash.SIZE) {
            hashes.add(Hash.of(bytes, offset));
        }
        return new Tile(id, hashes);
    }

    /// The bytes as they are stored and served.
    public byte[] bytes() {
        byte[] bytes = new byte[hashes.size() * Hash.SIZE];
        for (int i = 0; i < hashes.size(); i++) {
            hashes.get(i).copyTo(bytes, i * Hash.SIZE);
        }
        return bytes;
    }

    /// The root of the perfect subtree of `2^height` of its hashes that starts at hash `first`.
    /// @param first a multiple of `2^height`
    public Hash subtree(int first, int height) {
        int count = 1 << height;
        if (first % count != 0 || first + count > hashes.size()) {
            throw new IllegalArgumentException(
                    "tile " + id.path() + " has no subtree of height " + height + " at " + first);
        }
        Hash[] level = hashes.subList(first, first + count).toArray(Hash[]::new);
        for (int width = count; width > 1; width /= 2) {
            for (int i = 0; i < width / 2; i++) {
                level[i] = TreeHasher.node(level[2 * i], level[2 * i + 1]);
            }
        }
        return level[0];
    }

    /// The root over a full tile: the hash that stands for it one level up.
    public Hash root() {
        return subtree(0, 8);
    }
}
