package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.NewestCheckpoint;
import io.chirograph.archive.SegmentName;
import io.chirograph.tlog.Checkpoint;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.InvalidSignatureException;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.SignedNote;
import io.chirograph.tlog.Tile;
import io.chirograph.tlog.TileReader;
import io.chirograph.tlog.TreeBuilder;
import java.io.IOException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// The log as the archive shows it: what the exporter must go on from, recomputed and not believed.
final class PublishedLog {
    private final Archive archive;
    private final Layout layout;
    private final KeyRing keys;

    PublishedLog(Archive archive, LogIdentity log, KeyRing keys) {
        this.archive = archive;
        this.layout = new Layout(log.id());
        this.keys = keys;
    }

    /// The size of the newest checkpoint, found over the names with at most 64 requests however many there are; 0 for
    /// none.
    ///
    /// @param known a size to start from; there need not be a checkpoint of it
    long newestSize(long known) throws ArchiveUnavailableException {
        return new NewestCheckpoint(this::next).size(known).orElse(0);
    }

    private OptionalLong next(long after) throws ArchiveUnavailableException {
        String last = after < 0 ? "" : layout.checkpoint(after);
        while (true) {
            List<String> keys = archive.list(layout.checkpoints(), last, 1);
            if (keys.isEmpty()) {
                return OptionalLong.empty();
            }
            last = keys.getFirst();
            OptionalLong size = layout.checkpointSize(last);
            if (size.isPresent()) {
                return size;
            }
        }
    }

    /// The edge at `size`, of which the archive holds a checkpoint, recomputed from tiles and last segments.
    ///
    /// @throws ExportStoppedException the archive does not hold what that checkpoint signs
    Edge edge(long size) throws ArchiveUnavailableException, ExportStoppedException {
        if (size == 0) {
            return Edge.empty();
        }
        SealedObject note = checkpoint(size);
        Checkpoint signed = open(note);
        Edge found = unsigned(size);
        Hash root = found.tree().root();
        if (signed.size() != size || !root.equals(signed.root())) {
            throw new ExportStoppedException("tiles and segments in the archive give the root " + root + " at size "
                    + size + ", its checkpoint signs " + signed.root() + " at " + signed.size());
        }
        return new Edge(found.tree(), found.date(), note);
    }

    /// The edge at `size` whoever has signed it, without its checkpoint.
    Edge unsigned(long size) throws ArchiveUnavailableException, ExportStoppedException {
        if (size == 0) {
            return Edge.empty();
        }
        long leafStart = size - size % 256;
        List<SegmentName> segments =
                new PublishedSegments(archive, layout).covering(Math.min(leafStart, size - 1), size);
        TreeBuilder tree = restore(size, leaves(segments, leafStart));
        return new Edge(tree, segments.getLast().date(), null);
    }

    /// The leaf hashes of the positions from `from` to `size`, which a checkpoint has.
    List<Hash> leavesFrom(long from, long size) throws ArchiveUnavailableException, ExportStoppedException {
        return leaves(new PublishedSegments(archive, layout).covering(from, size), from);
    }

    SealedObject checkpoint(long size) throws ArchiveUnavailableException, ExportStoppedException {
        String name = layout.checkpoint(size);
        byte[] bytes = archive.get(name, SignedNote.MAX_SIZE)
                .orElseThrow(() -> new ExportStoppedException("the archive does not hold " + name
                        + ", which was published: is it another archive, or was it emptied?"));
        return new SealedObject(name, bytes);
    }

    /// What `note` signs, by one of our keys.
    Checkpoint open(SealedObject note) throws ExportStoppedException {
        try {
            return keys.history().open(note.bytes());
        } catch (MalformedException | InvalidSignatureException e) {
            throw new ExportStoppedException("the archive's " + note.key() + " is not ours: " + e.getMessage());
        }
    }

    /// The leaf hashes of the entries from position `from` on.
    private List<Hash> leaves(List<SegmentName> segments, long from)
            throws ArchiveUnavailableException, ExportStoppedException {
        List<Hash> leaves = new ArrayList<>();
        for (SegmentName segment : segments) {
            long position = segment.first();
            for (Hash leaf : leaves(segment)) {
                if (position++ >= from) {
                    leaves.add(leaf);
                }
            }
        }
        return leaves;
    }

    /// The leaf hashes of one segment.
    List<Hash> leaves(SegmentName segment) throws ArchiveUnavailableException, ExportStoppedException {
        SealedObject object = segment(segment);
        try {
            List<Hash> leaves = Segments.leaves(object.bytes());
            if (leaves.size() == segment.count()) {
                return leaves;
            }
            throw new ExportStoppedException(object.key() + " in the archive holds " + leaves.size() + " events");
        } catch (IOException e) {
            throw new ExportStoppedException(object.key() + " in the archive is damaged: " + e.getMessage());
        }
    }

    /// The bytes of one segment.
    SealedObject segment(SegmentName segment) throws ArchiveUnavailableException, ExportStoppedException {
        String name = segment.key(layout);
        byte[] bytes = archive.get(name, SegmentName.MAX_OBJECT)
                .orElseThrow(() -> new ExportStoppedException("the archive no longer holds " + name));
        return new SealedObject(name, bytes);
    }

    /// The segment that begins at `position`.
    ///
    /// @param least no segment behind that position is of an earlier date; null when nothing is known
    SegmentName segmentFrom(long position, @Nullable LocalDate least)
            throws ArchiveUnavailableException, ExportStoppedException {
        return new PublishedSegments(archive, layout).startingAt(position, least);
    }

    /// The segment that ends at `size`.
    SegmentName lastSegment(long size) throws ArchiveUnavailableException, ExportStoppedException {
        return new PublishedSegments(archive, layout).covering(size - 1, size).getLast();
    }

    private TreeBuilder restore(long size, List<Hash> lastLeaves)
            throws ArchiveUnavailableException, ExportStoppedException {
        try {
            return TreeBuilder.restore(size, lastLeaves, tiles());
        } catch (IOException e) {
            if (e.getCause() instanceof ArchiveUnavailableException unavailable) {
                throw unavailable;
            }
            throw new ExportStoppedException(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException e) {
            throw new ExportStoppedException("the archive's segments do not reach size " + size);
        }
    }

    private TileReader tiles() {
        return id -> {
            String name = layout.tile(id.path());
            try {
                byte[] bytes = archive.get(name, (long) id.width() * Hash.SIZE)
                        .orElseThrow(() -> new IOException("the archive does not hold " + name));
                return Tile.parse(id, bytes);
            } catch (ArchiveUnavailableException e) {
                throw new IOException(e.getMessage(), e);
            } catch (MalformedException e) {
                throw new IOException(name + " in the archive is damaged: " + e.getMessage());
            }
        };
    }
}
