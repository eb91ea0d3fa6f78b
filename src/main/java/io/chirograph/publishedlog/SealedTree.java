package io.chirograph.publishedlog;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.proof.ConsistencyProof;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileHashReader;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.tlog.tile.TreeBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The tree of a published log, read from the archive alone.
///
/// Full tiles are read as they stand there; the partial ones at the right edge, which are not archived, come from the
/// roots of the tiles below them and from the last segments. What it reads is not verified: compare a root with a
/// signed one. It remembers the right edge, so that whoever follows a growing log reads only what is new; the first
/// time costs at most 255 tiles for each level. Safe for many threads, of which one reads at a time.
public final class SealedTree {
    private static final int KEPT_ROOTS = 4096;

    private final PublishedLog log;
    private final TreeMap<Long, Hash> leaves = new TreeMap<>();
    private final Map<TileId, Hash> roots = new LinkedHashMap<>(64, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<TileId, Hash> eldest) {
            return size() > KEPT_ROOTS;
        }
    };

    public SealedTree(PublishedLog log) {
        this.log = log;
    }

    /// A reader of the tree as it was at `size`, which was published. Not safe for several threads.
    public HashReader at(long size) {
        return new TileHashReader(size, this::tile);
    }

    /// The root at `size`; nothing that is signed says so yet.
    public Hash root(long size) throws IOException {
        return size == 0 ? TreeHasher.emptyRoot() : at(size).subtree(0, size);
    }

    /// A builder that goes on behind the tree as it was at `size`, which was published.
    /// @throws DamagedObjectException an object that it needs is missing or damaged
    public TreeBuilder builder(long size) throws DamagedObjectException, ArchiveUnavailableException {
        try {
            return TreeBuilder.restore(size, log.leaves(size - size % TileId.WIDTH, size), log.tiles());
        } catch (IOException e) {
            throw damage(e);
        }
    }

    /// Whether the tree of `newest` leaves has its signed root and extends an earlier one.
    /// @param size of the earlier tree, at most `newest`
    /// @param newestRoot as that checkpoint signs it
    public boolean isExtended(long size, Hash root, long newest, Hash newestRoot)
            throws ArchiveUnavailableException, DamagedObjectException {
        try {
            if (!root(newest).equals(newestRoot)) {
                return false;
            }
            return size == 0
                    ? root.equals(TreeHasher.emptyRoot())
                    : ConsistencyProof.of(size, newest, at(newest)).verify(size, root, newest, newestRoot);
        } catch (IOException e) {
            throw damage(e);
        }
    }

    private static DamagedObjectException damage(IOException e) throws ArchiveUnavailableException {
        return switch (e.getCause()) {
            case DamagedObjectException damaged -> damaged;
            case ArchiveUnavailableException away -> throw away;
            case null, default -> throw new IllegalStateException("a tree that cannot be read", e);
        };
    }

    private synchronized Tile tile(TileId id) throws IOException {
        if (id.isFull()) {
            return log.tiles().read(id);
        }
        long first = id.index() * TileId.WIDTH;
        List<Hash> hashes = new ArrayList<>(id.width());
        if (id.level() == 0) {
            requireLeaves(first, first + id.width());
            hashes.addAll(leaves.subMap(first, first + id.width()).values());
        } else {
            for (long below = first; below < first + id.width(); below++) {
                hashes.add(root(TileId.full(id.level() - 1, below)));
            }
        }
        return new Tile(id, hashes);
    }

    private Hash root(TileId full) throws IOException {
        Hash root = roots.get(full);
        if (root == null) {
            root = log.tiles().read(full).root();
            roots.put(full, root);
        }
        return root;
    }

    /// Afterwards `leaves` holds all of these positions.
    private void requireLeaves(long from, long to) throws IOException {
        leaves.headMap(from).clear();
        long missing = from;
        while (missing < to && leaves.containsKey(missing)) {
            missing++;
        }
        if (missing == to) {
            return;
        }
        try {
            for (Hash leaf : log.leaves(missing, to)) {
                leaves.put(missing++, leaf);
            }
        } catch (DamagedObjectException | ArchiveUnavailableException e) {
            leaves.clear();
            throw new IOException(e.getMessage(), e);
        }
        if (missing != to) {
            leaves.clear();
            throw new IllegalStateException(log.id() + " lacks positions from " + missing + " to " + to);
        }
    }
}
