package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.ConsistencyProof;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.Tile;
import io.chirograph.tlog.TileHashReader;
import io.chirograph.tlog.TileReader;
import io.chirograph.tlog.TreeBuilder;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/// The part of a log that is read: from a checkpoint to a checkpoint. What lies before is taken from the tiles and
/// held against the first of them; that the rest extends the second is proven from the tiles.
///
/// @param start the size of the checkpoint before it; 0 for the log's beginning
/// @param end the size of the checkpoint that it ends with
/// @param newest the size of the newest checkpoint
record Part(long start, long end, long newest) {
    static Part whole(long size) {
        return new Part(0, size, size);
    }

    /// The smallest part that holds the demanded positions.
    ///
    /// @param newest the size of the newest checkpoint that is believed
    static Part of(PublishedLog log, Demands demands, long newest) throws ArchiveUnavailableException {
        if (!demands.isPart()) {
            return whole(newest);
        }
        CheckpointNames names = new CheckpointNames(log);
        long start = demands.from() == 0 ? 0 : names.atMost(Math.min(demands.from(), newest - 1));
        long wanted = Math.max(demands.to(), start + 1);
        OptionalLong end = wanted >= newest ? OptionalLong.of(newest) : names.next(wanted - 1);
        return new Part(start, Math.min(newest, end.orElse(newest)), newest);
    }

    boolean isFromStart() {
        return start == 0;
    }

    boolean isToEnd() {
        return end == newest;
    }

    /// The key from which on its segments are listed.
    String firstSegment(PublishedLog log) throws ArchiveUnavailableException {
        Optional<SegmentName> first = start == 0 ? Optional.empty() : new SegmentNames(log).startingAt(start);
        return first.map(log::key).orElse("");
    }

    /// The key from which on its checkpoints are listed.
    String firstCheckpoint(PublishedLog log) {
        return start == 0 ? "" : log.layout().checkpoint(start);
    }

    /// Whether the newest tree extends the one at the end of this part.
    ///
    /// @param root at the end
    /// @param newestRoot as it was signed
    boolean isExtended(PublishedLog log, Hash root, Hash newestRoot)
            throws ArchiveUnavailableException, DamagedObjectException {
        TreeBuilder tree = SealedTree.at(log, newest);
        if (!tree.root().equals(newestRoot)) {
            return false;
        }
        TileReader full = log.tiles();
        TileReader tiles = id -> {
            for (Tile partial : tree.partialTiles()) {
                if (partial.id().equals(id)) {
                    return partial;
                }
            }
            return full.read(id);
        };
        try {
            return ConsistencyProof.of(end, newest, new TileHashReader(newest, tiles))
                    .verify(end, root, newest, newestRoot);
        } catch (IOException e) {
            switch (e.getCause()) {
                case ArchiveUnavailableException away -> throw away;
                case DamagedObjectException damaged -> throw damaged;
                case null, default -> {
                    return false;
                }
            }
        }
    }
}
