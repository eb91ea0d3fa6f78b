package io.chirograph.query.index;

import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileHashReader;
import io.chirograph.tlog.tile.TileId;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tree of one indexed log: tiles of any width, and the entries below them. One tile is one range of one
/// table, and a proof reads one tile for each eight levels of its paths.
///
/// Bound to one connection. What it reads was verified when it was indexed; whether it still is what was signed
/// shows in a proof that is made of it.
/// @param log the log's number in the index
public record IndexedTree(IndexConnection connection, long log) {
    /// The hashes of a tile, fewer than its width when the tree does not have as many.
    public List<Hash> hashes(TileId id) throws SQLException {
        Sql sql = id.level() == 0
                ? new Sql("SELECT leaf FROM event WHERE ")
                : new Sql("SELECT hash FROM node WHERE level = ? AND ", id.level());
        return range(sql, id).rows(connection, row -> hash(row.getBytes(1)));
    }

    /// The entries below a tile of level 0, fewer than its width when the log does not have as many.
    public List<byte[]> entries(TileId id) throws SQLException {
        return range(new Sql("SELECT bytes FROM event WHERE "), id).rows(connection, row -> row.getBytes(1));
    }

    /// Reads the tree as it was at `size`.
    public HashReader at(long size) {
        return new TileHashReader(size, id -> {
            try {
                List<Hash> hashes = hashes(id);
                if (hashes.size() != id.width()) {
                    throw new IndexDamagedException("a tile of " + id.width() + " hashes has " + hashes.size());
                }
                return new Tile(id, hashes);
            } catch (SQLException e) {
                throw new IOException(e);
            }
        });
    }

    static Hash hash(byte @Nullable [] bytes) throws IndexDamagedException {
        if (bytes == null || bytes.length != Hash.SIZE) {
            throw new IndexDamagedException("a hash that is none");
        }
        return Hash.of(bytes);
    }

    private Sql range(Sql sql, TileId id) {
        long first = Math.min(id.index(), RowId.MAX_POSITION / TileId.WIDTH) * TileId.WIDTH;
        return sql.add("at >= ? AND at < ? ORDER BY at", RowId.of(log, first), RowId.of(log, first + id.width()));
    }
}
