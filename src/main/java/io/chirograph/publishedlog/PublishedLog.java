package io.chirograph.publishedlog;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.publishedlog.DamagedObjectException.Damage;
import io.chirograph.publishedlog.DamagedObjectException.Facts;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.Tile;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.tlog.tile.TileReader;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads one log back from an archive: names in order, objects bounded, nothing trusted.
///
/// What it answers is as the archive holds it; signatures and roots are for whoever judges. Safe for many threads.
public final class PublishedLog {
    private static final String CANARIES = "preflight";

    private final Archive archive;
    private final Layout layout;
    private final CheckpointNames checkpoints;
    private final SegmentNames segments;

    /// The log `logId` as `archive` holds it, be it there or not.
    public PublishedLog(Archive archive, String logId) {
        this.archive = archive;
        this.layout = new Layout(logId);
        this.checkpoints = new CheckpointNames(this::sizeAfter);
        this.segments = new SegmentNames(archive, layout);
    }

    /// The ids of all logs that an archive holds something of, in byte order.
    public static List<String> ids(Archive archive) throws ArchiveUnavailableException {
        List<String> ids = new ArrayList<>();
        for (String name : archive.segments("")) {
            if (!name.equals(CANARIES) && new PublishedLog(archive, name).exists()) {
                ids.add(name);
            }
        }
        return ids;
    }

    public String id() {
        return layout.logId();
    }

    public Layout layout() {
        return layout;
    }

    /// Whether the archive lists a segment or a checkpoint of it.
    public boolean exists() throws ArchiveUnavailableException {
        return !archive.list(layout.checkpoints(), "", 1).isEmpty()
                || !archive.list(layout.events(), "", 1).isEmpty();
    }

    /// The size of the newest checkpoint, found over the names with at most 64 requests however many there are.
    public OptionalLong newestSize() throws ArchiveUnavailableException {
        return newestSize(-1);
    }

    /// The same, in two requests when it is known.
    /// @param known a size to begin with, -1 for none; there need not be a checkpoint of it
    public OptionalLong newestSize(long known) throws ArchiveUnavailableException {
        return checkpoints.newest(known);
    }

    /// The size of the smallest checkpoint greater than `after`.
    public OptionalLong sizeAfter(long after) throws ArchiveUnavailableException {
        List<Long> sizes = checkpointSizes(after, 1);
        return sizes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sizes.getFirst());
    }

    /// The size of the largest checkpoint that is not greater than `most`; 0 when there is none.
    public long sizeUpTo(long most) throws ArchiveUnavailableException {
        return checkpoints.upTo(most).orElse(0);
    }

    /// Up to `max` sizes of checkpoints that are greater than `after` (-1 for all), ascending. Names that are
    /// no sizes are passed over.
    public List<Long> checkpointSizes(long after, int max) throws ArchiveUnavailableException {
        List<Long> sizes = new ArrayList<>();
        String last = after < 0 ? "" : layout.checkpoint(after);
        KeyPages.walk(archive, layout.checkpoints(), last, max, key -> {
            checkpointSize(key).ifPresent(sizes::add);
            return sizes.size() < max;
        });
        return sizes;
    }

    /// The bytes of one checkpoint's note; empty when there is none of that size. What is too large to be one is
    /// cut to bytes that nobody takes for one.
    public Optional<byte[]> checkpoint(long size) throws ArchiveUnavailableException {
        try {
            return archive.get(layout.checkpoint(size), SignedNote.MAX_SIZE);
        } catch (ObjectTooLargeException e) {
            return Optional.of(new byte[0]);
        }
    }

    /// Up to `max` segments behind `after` (null for all), in the order of positions. Names that are none are
    /// passed over.
    public List<SegmentName> segments(@Nullable SegmentName after, int max) throws ArchiveUnavailableException {
        List<SegmentName> segments = new ArrayList<>();
        String last = after == null ? "" : key(after);
        KeyPages.walk(archive, layout.events(), last, max, key -> {
            segmentName(key).ifPresent(segments::add);
            return segments.size() < max;
        });
        return segments;
    }

    /// The same without what was never published: of several that begin at one position the one counts that
    /// [#segmentFrom] answers.
    public List<SegmentName> published(@Nullable SegmentName after, int max) throws ArchiveUnavailableException {
        NavigableMap<Long, SegmentName> published = new TreeMap<>();
        Set<Long> several = new HashSet<>();
        KeyPages.walk(archive, layout.events(), after == null ? "" : key(after), max, key -> {
            segmentName(key)
                    .filter(segment -> after == null || segment.first() != after.first())
                    .filter(segment -> published.putIfAbsent(segment.first(), segment) != null)
                    .ifPresent(segment -> several.add(segment.first()));
            return published.size() <= max;
        });
        for (long first : several) {
            segmentFrom(first).ifPresent(segment -> published.put(first, segment));
        }
        return published.values().stream().limit(max).toList();
    }

    /// The segment that begins at `position`; of several the one at whose end a checkpoint stands.
    public Optional<SegmentName> segmentFrom(long position) throws ArchiveUnavailableException {
        return segments.startingAt(position);
    }

    /// All segments that begin at `position`.
    public List<SegmentName> startingAt(long position) throws ArchiveUnavailableException {
        return segments.allAt(position);
    }

    /// The segments that together hold the positions from `from` to before `to`, in order; the last one ends at `to`
    /// where one does.
    /// @throws DamagedObjectException the archive has none that do
    public List<SegmentName> covering(long from, long to) throws DamagedObjectException, ArchiveUnavailableException {
        List<SegmentName> covering = segments.covering(from, to);
        if (covering.isEmpty()) {
            throw damaged(Damage.SEGMENT_MISSING, null, from, "events up to " + (to - 1), "no segments");
        }
        return covering;
    }

    /// The leaf hashes of the positions from `from` to before `to`.
    public List<Hash> leaves(long from, long to) throws DamagedObjectException, ArchiveUnavailableException {
        List<Hash> leaves = new ArrayList<>();
        for (SegmentName segment : from == to ? List.<SegmentName>of() : covering(from, to)) {
            entries(segment, (position, entry) -> {
                if (position >= from && position < to) {
                    leaves.add(TreeHasher.leaf(entry));
                }
            });
        }
        return leaves;
    }

    public String key(SegmentName segment) {
        return segment.key(layout);
    }

    /// Hands the entries of one segment to `sink`, in order. Their number is checked; that they are the sealed
    /// ones is not.
    /// @throws DamagedObjectException the object is missing or not what its name says; what `sink` has got of
    ///     it must be thrown away
    public void entries(SegmentName segment, SegmentCodec.Sink sink)
            throws DamagedObjectException, ArchiveUnavailableException {
        new SegmentCodec(layout, segment).read(object(segment), sink);
    }

    /// The bytes of one segment, as they are stored.
    /// @throws DamagedObjectException the object is missing or too large
    public byte[] object(SegmentName segment) throws DamagedObjectException, ArchiveUnavailableException {
        String key = key(segment);
        return read(key, null, SegmentName.MAX_OBJECT)
                .orElseThrow(
                        () -> damaged(Damage.SEGMENT_MISSING, key, segment.first(), segment.count() + " events", null));
    }

    /// The retention classes that the archive holds content of, in byte order.
    public List<String> payloadClasses() throws ArchiveUnavailableException {
        return archive.segments(PackName.prefix(layout)).stream()
                .filter(PackName::isClass)
                .toList();
    }

    /// Up to `max` packs of one class and date behind `after` (null for all), in the order of positions.
    /// @param segmentDate that of the segments whose events name what is in them
    public List<PackName> packs(String retentionClass, LocalDate segmentDate, @Nullable PackName after, int max)
            throws ArchiveUnavailableException {
        return new PackNames(archive, layout, retentionClass, segmentDate).behind(after, max);
    }

    /// The packs of one class that belong to a segment: one, or none; more only where one was never published.
    public List<PackName> packsOf(String retentionClass, SegmentName segment) throws ArchiveUnavailableException {
        return new PackNames(archive, layout, retentionClass, segment.date()).within(segment.first(), segment.end());
    }

    public String key(PackName pack) {
        return pack.key(layout);
    }

    /// Hands the records of one pack to `sink`, in order.
    /// @throws DamagedObjectException the object is missing or no pack of its name; what `sink` has got of it is
    ///     to be thrown away
    public void records(PackName pack, PackCodec.Sink sink) throws DamagedObjectException, ArchiveUnavailableException {
        new PackCodec(layout, pack).read(object(pack), sink);
    }

    /// The bytes of one pack, as they are stored.
    /// @throws DamagedObjectException the object is missing or too large
    public byte[] object(PackName pack) throws DamagedObjectException, ArchiveUnavailableException {
        String key = key(pack);
        return read(key, null, PackName.MAX_OBJECT)
                .orElseThrow(() -> damaged(Damage.PAYLOAD_MISSING, key, pack.first(), pack.count() + " records", null));
    }

    /// The stored bytes of one record, wherever they are; as many as its head says.
    /// @throws DamagedObjectException they are missing, or more or less
    public byte[] content(PackName pack, PackRecord held) throws DamagedObjectException, ArchiveUnavailableException {
        byte[] content = held.content();
        String key = content != null
                ? key(pack)
                : pack.object(layout, held.position(), held.head().part());
        String expected = held.head().length() + " bytes";
        if (content == null) {
            content = read(key, null, PackRecord.MAX_OBJECT)
                    .orElseThrow(() -> damaged(Damage.PAYLOAD_MISSING, key, held.position(), expected, null));
        }
        if (content.length != held.head().length()) {
            throw damaged(Damage.PAYLOAD_DAMAGED, key, held.position(), expected, content.length + " bytes");
        }
        return content;
    }

    /// A full tile as the archive holds it; empty when it is not there.
    public Optional<Tile> tile(TileId id) throws DamagedObjectException, ArchiveUnavailableException {
        String key = layout.tile(id.path());
        Optional<byte[]> bytes = read(key, null, TileId.WIDTH * Hash.SIZE);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(Tile.parse(id, bytes.get()));
        } catch (MalformedException e) {
            throw damaged(Damage.TILE_ALTERED, key, null, "256 hashes", e.getMessage());
        }
    }

    /// The full tiles for making proofs. Partial tiles are not archived: asking for one is an error.
    public TileReader tiles() {
        return id -> {
            try {
                return tile(id).orElseThrow(
                                () -> damaged(Damage.TILE_MISSING, layout.tile(id.path()), null, "256 hashes", null));
            } catch (DamagedObjectException | ArchiveUnavailableException e) {
                throw new IOException(e.getMessage(), e);
            }
        };
    }

    /// The bytes of one version of an object, `version` null for the newest; an object beyond `maxBytes` is
    /// damaged, for nothing that large is ever written.
    public Optional<byte[]> read(String key, @Nullable String version, long maxBytes)
            throws DamagedObjectException, ArchiveUnavailableException {
        try {
            return archive.get(key, version, maxBytes);
        } catch (ObjectTooLargeException e) {
            Damage damage = key.startsWith(layout.events())
                    ? Damage.SEGMENT_ALTERED
                    : key.startsWith(layout.checkpoints())
                            ? Damage.CHECKPOINT_MALFORMED
                            : key.startsWith(PackName.prefix(layout)) ? Damage.PAYLOAD_DAMAGED : Damage.TILE_ALTERED;
            throw damaged(damage, key, null, "at most " + maxBytes + " bytes", "more");
        }
    }

    private DamagedObjectException damaged(
            Damage damage, @Nullable String key, @Nullable Long position, String expected, @Nullable String found) {
        return new DamagedObjectException(new Facts(damage, id(), key, position, expected, found));
    }

    public Archive archive() {
        return archive;
    }

    public OptionalLong checkpointSize(String key) {
        return CheckpointNames.size(layout, key);
    }

    public Optional<SegmentName> segmentName(String key) {
        return SegmentName.of(layout, key);
    }
}
