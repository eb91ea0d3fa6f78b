package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.tlog.tile.TreeBuilder;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.CheckpointClaim;
import io.chirograph.verifier.scan.SegmentScan;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Grows a log's tree from its events and from its tiles.
/// Where the two differ a signed root says which is true: damage to an event is told from damage to a tile,
/// and what follows a damaged event can still be checked.
///
/// Where events are missing the tiles stand in for them, and the other way round; where both are, the tree is
/// lost and no later root can be recomputed.
final class TreeCheck {
    /// Tiles in which the two trees differ, of level 1 and up; the check is of no use beyond.
    private static final int MAX_SUSPECTS = 10_000;

    private record Suspect(TileId id, Optional<Tile> archived, Tile fromEvents, Tile fromTiles) {}

    private final PublishedLog log;
    private final long size;
    private final Findings findings;
    private final List<Suspect> suspects = new ArrayList<>();
    private final List<BlockDiff.Run> runs = new ArrayList<>();
    private final Map<TileId, Tile> justFull = new HashMap<>();
    private TreeBuilder fromEvents = TreeBuilder.empty();
    private TreeBuilder fromTiles = TreeBuilder.empty();
    private BlockDiff block = new BlockDiff(0, 0, null);
    private long verified;
    private long mismatches;
    private long tiles;
    private boolean lost;
    private long start;

    /// @param size the log's size by its last signed checkpoint
    TreeCheck(PublishedLog log, long size, Findings findings) {
        this.log = log;
        this.size = size;
        this.findings = findings;
    }

    /// Begins behind a tree whose root was signed.
    void startBehind(TreeBuilder tree) {
        fromEvents = tree.copy();
        fromTiles = tree.copy();
        start = tree.size();
        verified = start;
    }

    Hash root() {
        return fromEvents.root();
    }

    long position() {
        return fromEvents.size();
    }

    /// Whether leaves are missing that nothing stands in for.
    boolean lost() {
        return lost;
    }

    /// Everything below is what a signed root says.
    long verified() {
        return verified;
    }

    long tiles() {
        return tiles;
    }

    /// Takes the next leaf.
    /// @param leaf the event's hash; null when the event is missing or damaged
    /// @param ready tiles of level 0 that were read already, by index
    void append(@Nullable Hash leaf, @Nullable String object, Map<Long, Optional<Tile>> ready)
            throws ArchiveUnavailableException {
        long position = position();
        if (position % TileId.WIDTH == 0 || position == start) {
            open(position / TileId.WIDTH, ready);
        }
        Hash archived = block.archived(position);
        Hash fromEvent = leaf == null ? archived : leaf;
        Hash fromTile = archived == null ? leaf : archived;
        if (fromEvent == null || fromTile == null) {
            lost = true;
            return;
        }
        block.add(fromEvent, fromTile, object);
        justFull.clear();
        fromTiles.append(fromTile, tile -> justFull.put(tile.id(), tile));
        List<Tile> full = new ArrayList<>();
        fromEvents.append(fromEvent, full::add);
        for (Tile tile : full) {
            if (tile.id().level() > 0) {
                compare(tile, justFull.getOrDefault(tile.id(), tile));
            }
        }
        if (position() % TileId.WIDTH == 0) {
            block.closeRun(runs);
        }
    }

    private void open(long index, Map<Long, Optional<Tile>> ready) throws ArchiveUnavailableException {
        Optional<Tile> tile = Optional.empty();
        if ((index + 1) * TileId.WIDTH <= size) {
            Optional<Tile> known = ready.get(index);
            tile = known != null ? known : read(TileId.full(0, index));
            tiles++;
        }
        block = new BlockDiff(index, position(), tile.orElse(null));
    }

    private void compare(Tile events, Tile tilesOwn) throws ArchiveUnavailableException {
        Optional<Tile> archived = read(events.id());
        tiles++;
        boolean agree = archived.isPresent() && archived.get().equals(events) && events.equals(tilesOwn);
        if (!agree && suspects.size() < MAX_SUSPECTS) {
            suspects.add(new Suspect(events.id(), archived, events, tilesOwn));
        }
    }

    private Optional<Tile> read(TileId id) throws ArchiveUnavailableException {
        List<Finding> found = new ArrayList<>();
        Optional<Tile> tile = SegmentScan.tile(log, id, found);
        found.forEach(findings::add);
        return tile;
    }

    /// How a signed root compares with the tree.
    enum Agreement {
        EVENTS,
        TILES,
        NEITHER
    }

    /// Holds the tree as it is now against what was signed for this size.
    /// @param roots what is believed of it; at least one
    Agreement judge(CheckpointClaim claim, List<Hash> roots) {
        block.closeRun(runs);
        Agreement agreement;
        if (roots.contains(fromEvents.root())) {
            agreement = Agreement.EVENTS;
            runs.forEach(run -> findings.add(
                    FindingKind.TILE_ALTERED, key(run.tile()), run.position(), run.sealed(), run.archived()));
            settle(true);
            fromTiles = fromEvents.copy();
        } else if (roots.contains(fromTiles.root())) {
            agreement = Agreement.TILES;
            runs.forEach(run -> findings.add(run.kind(), run.object(), run.position(), run.archived(), run.sealed()));
            settle(false);
            fromEvents = fromTiles.copy();
        } else if (claim.outside()) {
            findings.add(FindingKind.FORK, claim.object(), claim.size(), roots, fromEvents.root());
            return Agreement.NEITHER;
        } else {
            mismatch(claim, roots);
            return Agreement.NEITHER;
        }
        runs.clear();
        suspects.clear();
        verified = position();
        mismatches = 0;
        return agreement;
    }

    /// Whether the tree has that root now, by its events or its tiles.
    boolean has(Hash root) {
        return root.equals(fromEvents.root()) || root.equals(fromTiles.root());
    }

    private void settle(boolean eventsAreTrue) {
        for (Suspect suspect : suspects) {
            Tile expected = eventsAreTrue ? suspect.fromEvents() : suspect.fromTiles();
            if (suspect.archived().isPresent() && !suspect.archived().get().equals(expected)) {
                Hash found = suspect.archived().get().root();
                findings.add(FindingKind.TILE_ALTERED, key(suspect.id()), null, expected.root(), found);
            }
        }
    }

    /// Only the first of a row of wrong roots is told: the others follow from it.
    void mismatch(CheckpointClaim claim, List<Hash> roots) {
        if (mismatches++ == 0) {
            String expected = roots.getFirst() + " over " + claim.size() + " events";
            findings.add(FindingKind.ROOT_MISMATCH, claim.object(), verified, expected, fromEvents.root());
        }
    }

    private String key(TileId id) {
        return log.layout().tile(id.path());
    }
}
