package io.chirograph.evidence;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.SegmentName;
import io.chirograph.tlog.ConsistencyProof;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.Tile;
import io.chirograph.tlog.TileHashReader;
import io.chirograph.tlog.TileId;
import io.chirograph.tlog.TileReader;
import io.chirograph.tlog.TreeBuilder;
import io.chirograph.tlog.TreeHasher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The tree as it was at one of a log's checkpoints, from full tiles and the few segments behind the last of
/// them: no scan. What comes out is worth what its root is; compare it with the signed one.
final class SealedTree {
    private static final int PAGE = 100;

    private SealedTree() {}

    /// The tree of `size` leaves, of which the archive lists a checkpoint.
    ///
    /// @throws DamagedObjectException an object that it needs is missing or damaged
    static TreeBuilder at(PublishedLog log, long size) throws DamagedObjectException, ArchiveUnavailableException {
        long from = size - size % TileId.WIDTH;
        List<Hash> leaves = from == size ? List.of() : leaves(log, from, size);
        try {
            return TreeBuilder.restore(size, leaves, log.tiles());
        } catch (IOException e) {
            switch (e.getCause()) {
                case DamagedObjectException damaged -> throw damaged;
                case ArchiveUnavailableException away -> throw away;
                case null, default ->
                    throw new DamagedObjectException(new Finding(
                            FindingKind.TILE_MISSING,
                            log.id(),
                            null,
                            null,
                            "the tiles of size " + size,
                            e.getMessage()));
            }
        }
    }

    /// Whether the tree of `newest` leaves has its signed root and extends an earlier one.
    ///
    /// @param size of the earlier tree, at most `newest`
    /// @param root of the earlier tree
    /// @param newest the size of a checkpoint
    /// @param newestRoot as that checkpoint signs it
    static boolean isExtended(PublishedLog log, long size, Hash root, long newest, Hash newestRoot)
            throws ArchiveUnavailableException, DamagedObjectException {
        TreeBuilder tree = at(log, newest);
        if (!tree.root().equals(newestRoot)) {
            return false;
        }
        if (size == 0) {
            return root.equals(TreeHasher.emptyRoot());
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
            return ConsistencyProof.of(size, newest, new TileHashReader(newest, tiles))
                    .verify(size, root, newest, newestRoot);
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

    private static List<Hash> leaves(PublishedLog log, long from, long size)
            throws DamagedObjectException, ArchiveUnavailableException {
        long start = new CheckpointNames(log).atMost(from);
        Optional<SegmentName> first = new SegmentNames(log).startingAt(start);
        List<Hash> leaves = new ArrayList<>();
        List<SegmentName> next = first.map(List::of).orElse(List.of());
        long position = start;
        while (position < size && !next.isEmpty()) {
            SegmentName last = next.getLast();
            for (SegmentName segment : next) {
                if (segment.first() != position || position >= size) {
                    break;
                }
                log.entries(segment, (at, entry) -> {
                    if (at >= from && at < size) {
                        leaves.add(TreeHasher.leaf(entry));
                    }
                });
                position = segment.end();
            }
            next = position < size && last.end() == position ? log.segments(last, PAGE) : List.of();
        }
        if (leaves.size() != size - from) {
            throw new DamagedObjectException(new Finding(
                    FindingKind.SEGMENT_MISSING,
                    log.id(),
                    null,
                    Math.max(from, position),
                    "events up to " + (size - 1),
                    "nothing"));
        }
        return leaves;
    }
}
