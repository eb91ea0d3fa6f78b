package io.chirograph.exporter;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.SegmentCodec;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.tile.TreeBuilder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies batches that neither journal nor staging holds from another archive.
/// The same bytes under the same names, one batch after the other.
///
/// A batch is believed when its segment gives the root that its checkpoint signs, and never goes beyond what that
/// archive has published. Which classes of retention its events have is in the journal alone: where that no longer
/// holds them, the segment is held as the strictest class says. The batch is kept here before it is sent, so that a
/// crash finds it again like any other batch. What
/// is wrong with the archive that is copied from never stops the one that is filled: it is tried again, and from all
/// that may have it.
final class Backfill {
    private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

    /// A code that no class has: whoever asks for its retention gets that of the strictest class.
    private static final byte UNKNOWN = -1;

    private final String archive;
    private final Journal journal;
    private final Map<String, OwnLog> published;
    private final BatchQueue batches;
    private final Staging staging;
    private final LogIdentity log;
    private @Nullable SealedBatch copied;

    /// @param published the log as each archive shows it
    Backfill(
            String archive,
            Journal journal,
            Map<String, OwnLog> published,
            BatchQueue batches,
            Staging staging,
            LogIdentity log) {
        this.archive = archive;
        this.journal = journal;
        this.published = Map.copyOf(published);
        this.batches = batches;
        this.staging = staging;
        this.log = log;
    }

    /// The batch behind `from`, of which some archive has published more.
    /// @throws ArchiveUnavailableException none of them gives it now
    BatchSealer.Sealed next(LogHead from) throws ArchiveUnavailableException, IOException, ExportStoppedException {
        SealedBatch kept = kept(from.size()).orElse(null);
        if (kept != null) {
            copied = kept;
            return new BatchSealer.Sealed(kept, from.behind(kept));
        }
        List<String> reasons = new ArrayList<>();
        for (String holder : batches.holders(archive, from.size())) {
            try {
                BatchSealer.Sealed found = copied(source(holder), from);
                staging.keepCopy(archive, found.batch());
                copied = found.batch();
                return found;
            } catch (ExportStoppedException | ArchiveUnavailableException e) {
                reasons.add(holder + ": " + e.getMessage());
            }
        }
        throw new ArchiveUnavailableException(
                "no other archive gives what follows position " + from.size()
                        + (reasons.isEmpty()
                                ? "; none that holds it is configured"
                                : "; " + String.join("; ", reasons)),
                null);
    }

    /// The copy that was under way when the process ended, if it goes on at `from`.
    Optional<SealedBatch> kept(long from) throws IOException, ExportStoppedException {
        return staging.copy(archive).filter(batch -> batch.from() == from);
    }

    void finished(SealedBatch batch) throws IOException {
        SealedBatch done = copied;
        if (done != null && done.from() == batch.from()) {
            staging.forgetCopy(archive);
            copied = null;
        }
    }

    private OwnLog source(String holder) {
        return Objects.requireNonNull(published.get(holder));
    }

    private BatchSealer.Sealed copied(OwnLog source, LogHead from)
            throws ArchiveUnavailableException, ExportStoppedException {
        SegmentName place = source.segmentFrom(from.size());
        SealedObject note = source.checkpoint(place.end());
        Checkpoint signed = source.open(note);
        SealedObject segment = source.segment(place);
        List<SealedObject> objects = new ArrayList<>();
        objects.add(segment);
        Layout layout = new Layout(log.id());
        TreeBuilder tree = from.tree().copy();
        for (Hash leaf : leaves(layout, place, segment)) {
            tree.append(
                    leaf,
                    tile -> objects.add(new SealedObject(layout.tile(tile.id().path()), tile.bytes())));
        }
        if (tree.size() != place.end()
                || signed.size() != place.end()
                || !signed.root().equals(tree.root())) {
            throw new ExportStoppedException(segment.key() + " does not give the root that " + note.key() + " signs");
        }
        objects.add(note);
        var batch =
                new SealedBatch(log.id(), from.size(), place.end(), place.date(), tree.root(), codes(place), objects);
        return new BatchSealer.Sealed(batch, new LogHead(tree, place.date(), note));
    }

    private SortedSet<Byte> codes(SegmentName place) {
        SortedSet<Byte> codes = new TreeSet<>();
        try {
            journal.read(place.first(), stored -> {
                boolean within = stored.sequence() < place.end();
                if (within) {
                    codes.add(stored.entry().retention());
                }
                return within;
            });
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            LOG.debug("the classes of the events from {} on are not known", place.first(), e);
            codes.add(UNKNOWN);
        }
        return codes;
    }

    private static List<Hash> leaves(Layout layout, SegmentName place, SealedObject segment)
            throws ExportStoppedException {
        try {
            return new SegmentCodec(layout, place).leaves(segment.bytes());
        } catch (DamagedObjectException e) {
            throw new ExportStoppedException(segment.key() + " is damaged: " + e.getMessage());
        }
    }

    /// Whether another archive holds the very checkpoint that stands at `edge`.
    boolean confirms(LogHead edge) throws ArchiveUnavailableException {
        SealedObject own = edge.checkpoint();
        if (own != null) {
            for (String holder : batches.holders(archive, edge.size() - 1)) {
                if (holds(source(holder), edge.size(), own.bytes())) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean holds(OwnLog source, long size, byte[] note) throws ArchiveUnavailableException {
        try {
            return Arrays.equals(source.checkpoint(size).bytes(), note);
        } catch (ExportStoppedException e) {
            LOG.debug("no confirmation of size {}: {}", size, e.getMessage());
            return false;
        }
    }
}
