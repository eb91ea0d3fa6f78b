package io.chirograph.verifier.scan;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.RotationEvent;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Severity;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads segments and what of the tree belongs to them; does by itself all that can be done on several segments
/// at a time.
/// @param size where the part that is read ends; nothing beyond is read
public record SegmentScan(Examination about, PublishedLog log, long size) {
    SegmentScan(Examination about, long size) {
        this(about, about.log(), size);
    }

    ScannedSegment scan(VersionedKey key) throws ArchiveUnavailableException {
        List<Finding> findings = new ArrayList<>();
        SegmentName name = log.segmentName(key.key()).orElse(null);
        if (name == null) {
            findings.add(
                    new Finding(FindingKind.SEGMENT_MISNAMED, log.id(), key.key(), null, "a segment's name", null));
        }
        if (name == null || name.first() >= size) {
            return ScannedSegment.unread(key.key(), name, Map.of(), false, findings);
        }
        Map<Long, Optional<Tile>> tiles = tiles(name, key.plain(), findings);
        VersionedKey.Contents contents = about.read(key, SegmentName.MAX_OBJECT);
        findings.addAll(contents.findings());
        boolean hidden = contents.distinct().size() <= 1 && !key.contents().equals(key.versions());
        Scan best = null;
        for (byte[] content : contents.distinct()) {
            Scan scan = new Scan(key.key(), name, content, tiles);
            if (best == null || scan.agreeing > best.agreeing) {
                best = scan;
            }
        }
        if (best == null) {
            if (findings.stream().allMatch(one -> one.kind().severity() == Severity.NOTICE)) {
                String expected = name.count() + " events";
                findings.add(new Finding(
                        FindingKind.SEGMENT_MISSING, log.id(), key.key(), name.first(), expected, "nothing"));
            }
            return ScannedSegment.unread(key.key(), name, tiles, hidden, findings);
        }
        findings.addAll(best.findings);
        return new ScannedSegment(key.key(), name, best.leaves, best.events, best.rotations, tiles, hidden, findings);
    }

    /// The full tiles that begin in a segment; to choose among its versions also the one that it begins in.
    private Map<Long, Optional<Tile>> tiles(SegmentName name, boolean plain, List<Finding> findings)
            throws ArchiveUnavailableException {
        Map<Long, Optional<Tile>> tiles = new HashMap<>();
        long end = Math.min(name.end(), size);
        long first = plain ? Math.ceilDiv(name.first(), TileId.WIDTH) : name.first() / TileId.WIDTH;
        for (long index = first; index * TileId.WIDTH < end && (index + 1) * TileId.WIDTH <= size; index++) {
            tiles.put(index, tile(log, TileId.full(0, index), findings));
        }
        return tiles;
    }

    /// A tile that the tree must have; what is wrong with it goes to `findings`.
    public static Optional<Tile> tile(PublishedLog log, TileId id, List<Finding> findings)
            throws ArchiveUnavailableException {
        try {
            Optional<Tile> tile = log.tile(id);
            if (tile.isEmpty()) {
                String key = log.layout().tile(id.path());
                findings.add(new Finding(FindingKind.TILE_MISSING, log.id(), key, null, "256 hashes", "nothing"));
            }
            return tile;
        } catch (DamagedObjectException e) {
            findings.add(Finding.of(e));
            return Optional.empty();
        }
    }

    /// One content of a segment. Of several, the one counts that agrees with the most hashes of the tiles.
    private final class Scan {
        private final List<Hash> leaves = new ArrayList<>();
        private final List<@Nullable EventFacts> events = new ArrayList<>();
        private final List<RotationEvent> rotations = new ArrayList<>();
        private final List<Finding> findings = new ArrayList<>();
        private final String key;
        private final Map<Long, Optional<Tile>> tiles;
        private long agreeing;

        Scan(String key, SegmentName name, byte[] content, Map<Long, Optional<Tile>> tiles) {
            this.key = key;
            this.tiles = tiles;
            try {
                new SegmentCodec(log.layout(), name).read(content, this::entry);
            } catch (DamagedObjectException e) {
                leaves.clear();
                events.clear();
                rotations.clear();
                findings.clear();
                findings.add(Finding.of(e));
                agreeing = -1;
            }
        }

        private void entry(long position, byte[] entry) {
            Hash leaf = TreeHasher.leaf(entry);
            leaves.add(leaf);
            Optional<Tile> tile = tiles.getOrDefault(position / TileId.WIDTH, Optional.empty());
            if (tile.isPresent()
                    && tile.get().hashes().get((int) (position % TileId.WIDTH)).equals(leaf)) {
                agreeing++;
            }
            if (RotationEvent.isOne(entry)) {
                rotation(position, entry);
            }
            try {
                events.add(EventFacts.of(
                        ForeignEntryException.requireEvent(entry, about.keys().origin())));
            } catch (ForeignEntryException e) {
                events.add(null);
                findings.add(e.at(log.id(), key, position));
            }
        }

        private void rotation(long position, byte[] entry) {
            RotationEvent.read(position, entry)
                    .ifPresentOrElse(
                            rotations::add,
                            () -> findings.add(new Finding(
                                    FindingKind.ROTATION_INVALID, log.id(), key, position, "two verifier keys", null)));
        }
    }
}
