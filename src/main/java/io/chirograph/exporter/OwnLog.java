package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.TreeBuilder;
import java.util.List;

/// This process's own log in one archive, recomputed and not believed.
///
/// What the archive lacks or holds damaged stops the exporter: [ExportStoppedException].
final class OwnLog {
    private final PublishedLog log;
    private final KeyRing keys;

    OwnLog(Archive archive, ExportedLog own) {
        log = new PublishedLog(archive, own.identity().id());
        keys = own.keys();
    }

    /// The same log, unjudged.
    PublishedLog published() {
        return log;
    }

    /// The size of the newest checkpoint; 0 for none.
    /// @param known a size to start from; there need not be a checkpoint of it
    long newestSize(long known) throws ArchiveUnavailableException {
        return log.newestSize(known).orElse(0);
    }

    /// The head at `size`, of which the archive holds a checkpoint, recomputed from tiles and last segments.
    /// @throws ExportStoppedException the archive does not hold what that checkpoint signs
    LogHead edge(long size) throws ArchiveUnavailableException, ExportStoppedException {
        if (size == 0) {
            return new LogHead(TreeBuilder.empty(), null, null);
        }
        SealedObject note = checkpoint(size);
        Checkpoint signed = open(note);
        TreeBuilder tree = tree(size);
        if (signed.size() != size || !tree.root().equals(signed.root())) {
            throw new ExportStoppedException("tiles and segments in the archive give the root " + tree.root()
                    + " at size " + size + ", its checkpoint signs " + signed.root() + " at " + signed.size());
        }
        return new LogHead(tree, lastSegment(size).date(), note);
    }

    /// The tree of `size` leaves, whoever has signed it.
    TreeBuilder tree(long size) throws ArchiveUnavailableException, ExportStoppedException {
        return read(() -> new SealedTree(log).builder(size));
    }

    /// The leaf hashes of the positions from `from` to before `to`.
    List<Hash> leaves(long from, long to) throws ArchiveUnavailableException, ExportStoppedException {
        return read(() -> log.leaves(from, to));
    }

    SealedObject checkpoint(long size) throws ArchiveUnavailableException, ExportStoppedException {
        String name = log.layout().checkpoint(size);
        return new SealedObject(
                name,
                log.archive()
                        .get(name, SignedNote.MAX_SIZE)
                        .orElseThrow(() -> new ExportStoppedException("the archive does not hold " + name
                                + ", which was published: is it another archive, or was it emptied?")));
    }

    /// What `note` signs, by one of our keys.
    Checkpoint open(SealedObject note) throws ExportStoppedException {
        try {
            return keys.history().open(note.bytes());
        } catch (MalformedException | InvalidSignatureException e) {
            throw new ExportStoppedException("the archive's " + note.key() + " is not ours: " + e.getMessage());
        }
    }

    /// The segments that begin where the newest checkpoint, of `size`, ends: nobody has published them.
    List<SegmentName> unpublished(long size) throws ArchiveUnavailableException {
        return log.startingAt(size);
    }

    SealedObject segment(SegmentName segment) throws ArchiveUnavailableException, ExportStoppedException {
        return new SealedObject(log.key(segment), read(() -> log.object(segment)));
    }

    SegmentName segmentFrom(long position) throws ArchiveUnavailableException, ExportStoppedException {
        return log.segmentFrom(position)
                .orElseThrow(
                        () -> new ExportStoppedException("the archive holds no segment that begins at " + position));
    }

    SegmentName lastSegment(long size) throws ArchiveUnavailableException, ExportStoppedException {
        SegmentName last = read(() -> log.covering(size - 1, size)).getLast();
        if (last.end() != size) {
            throw new ExportStoppedException("no segment in the archive ends at " + size + ", where a checkpoint is");
        }
        return last;
    }

    private interface Reading<T> {
        T read() throws DamagedObjectException, ArchiveUnavailableException;
    }

    private static <T> T read(Reading<T> reading) throws ArchiveUnavailableException, ExportStoppedException {
        try {
            return reading.read();
        } catch (DamagedObjectException e) {
            throw new ExportStoppedException("the archive does not hold what was published: " + e.getMessage());
        }
    }
}
