package io.chirograph.evidence;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.NewestCheckpoint;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.SignedNote;
import io.chirograph.tlog.Tile;
import io.chirograph.tlog.TileId;
import io.chirograph.tlog.TileReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Reads one log back from an archive: names in order, objects bounded, nothing trusted.
///
/// What it answers is as the archive holds it; signatures and roots are for [LogVerifier] and whoever else
/// judges. Safe for many threads.
public final class PublishedLog {
    private static final int PAGE = 1000;
    private static final String CANARIES = "preflight";

    private final Archive archive;
    private final Layout layout;

    /// The log `logId` as `archive` holds it, be it there or not.
    public PublishedLog(Archive archive, String logId) {
        this.archive = archive;
        this.layout = new Layout(logId);
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

    /// The log's id.
    public String id() {
        return layout.logId();
    }

    /// The names of its objects.
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
        return new NewestCheckpoint(after -> {
                    List<Long> sizes = checkpointSizes(after, 1);
                    return sizes.isEmpty() ? OptionalLong.empty() : OptionalLong.of(sizes.getFirst());
                })
                .size();
    }

    /// Up to `max` sizes of checkpoints that are greater than `after` (-1 for all), ascending. Names that are
    /// no sizes are passed over.
    public List<Long> checkpointSizes(long after, int max) throws ArchiveUnavailableException {
        List<Long> sizes = new ArrayList<>();
        String last = after < 0 ? "" : layout.checkpoint(after);
        page(layout.checkpoints(), last, max, key -> {
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
        page(layout.events(), last, max, key -> {
            segmentName(key).ifPresent(segments::add);
            return segments.size() < max;
        });
        return segments;
    }

    /// Hands keys over until `more` answers false. A first page that is not enough is followed by large ones, so
    /// that names which are none cost little.
    private void page(String prefix, String after, int first, Predicate<String> more)
            throws ArchiveUnavailableException {
        String last = after;
        int wanted = Math.min(PAGE, first);
        while (true) {
            List<String> keys = archive.list(prefix, last, wanted);
            for (String key : keys) {
                if (!more.test(key)) {
                    return;
                }
                last = key;
            }
            if (keys.size() < wanted) {
                return;
            }
            wanted = PAGE;
        }
    }

    /// The key of a segment.
    public String key(SegmentName segment) {
        return segment.key(layout);
    }

    /// Hands the entries of one segment to `sink`, in order. Their number is checked; that they are the sealed
    /// ones is not.
    ///
    /// @throws DamagedObjectException the object is missing or not what its name says; what `sink` has got of
    ///     it must be thrown away
    public void entries(SegmentName segment, EntrySink sink)
            throws DamagedObjectException, ArchiveUnavailableException {
        String key = key(segment);
        byte[] object = read(key, null, SegmentName.MAX_OBJECT)
                .orElseThrow(() -> new DamagedObjectException(new Finding(
                        FindingKind.SEGMENT_MISSING,
                        id(),
                        key,
                        segment.first(),
                        segment.count() + " events",
                        "nothing")));
        new SegmentReader(id(), key, segment).read(object, sink);
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
            throw new DamagedObjectException(
                    new Finding(FindingKind.TILE_ALTERED, id(), key, null, "256 hashes", e.getMessage()));
        }
    }

    /// The full tiles for making proofs. Partial tiles are not archived: asking for one is an error.
    public TileReader tiles() {
        return id -> {
            try {
                return tile(id).orElseThrow(() -> new IOException("no tile " + layout.tile(id.path())));
            } catch (DamagedObjectException | ArchiveUnavailableException e) {
                throw new IOException(e.getMessage(), e);
            }
        };
    }

    /// The bytes of one version of an object, `version` null for the newest; an object beyond `maxBytes` is
    /// damaged, for nothing that large is ever written.
    Optional<byte[]> read(String key, @Nullable String version, long maxBytes)
            throws DamagedObjectException, ArchiveUnavailableException {
        try {
            return archive.get(key, version, maxBytes);
        } catch (ObjectTooLargeException e) {
            FindingKind kind = key.startsWith(layout.events())
                    ? FindingKind.SEGMENT_ALTERED
                    : key.startsWith(layout.checkpoints())
                            ? FindingKind.CHECKPOINT_MALFORMED
                            : FindingKind.TILE_ALTERED;
            throw new DamagedObjectException(
                    new Finding(kind, id(), key, null, "at most " + maxBytes + " bytes", "more"));
        }
    }

    Archive archive() {
        return archive;
    }

    /// What a key names; empty when that is no checkpoint's size.
    OptionalLong checkpointSize(String key) {
        return layout.checkpointSize(key);
    }

    /// What a key names; empty when that is no segment.
    Optional<SegmentName> segmentName(String key) {
        return layout.segmentName(key);
    }
}
