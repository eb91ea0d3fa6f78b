package io.chirograph.exporter;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.StoredRecord;
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
import java.util.Set;
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
/// crash finds it again like any other batch. Content comes from the journal where that holds it, else from the
/// archives that list it; what none of them gives is missing, which [ExportState] tells. What
/// is wrong with the archive that is copied from never stops the one that is filled: it is tried again, and from all
/// that may have it.
final class Backfill {
    private static final Logger LOG = LoggerFactory.getLogger(Backfill.class);

    /// A code that no class has: whoever asks for its retention gets that of the strictest class.
    private static final byte UNKNOWN = -1;

    private final ExportState state;
    private final String archive;
    private final ExportedLog log;
    private final Map<String, OwnLog> published;
    private final BatchQueue batches;
    private @Nullable SealedBatch copied;

    /// @param published the log as each archive shows it
    Backfill(ExportState state, ExportedLog log, Map<String, OwnLog> published, BatchQueue batches) {
        this.state = state;
        this.archive = state.archive();
        this.log = log;
        this.published = Map.copyOf(published);
        this.batches = batches;
    }

    /// The batch behind `from`, of which some archive has published more.
    /// @throws ArchiveUnavailableException none of them gives it now
    BatchSealer.Sealed next(LogHead from) throws ArchiveUnavailableException, IOException, ExportStoppedException {
        SealedBatch kept = kept(from.size()).orElse(null);
        if (kept != null) {
            copied = kept;
            return new BatchSealer.Sealed(kept, from.behind(kept), Staging.placeOfCopy(archive));
        }
        List<String> reasons = new ArrayList<>();
        List<String> holders = batches.holders(archive, from.size());
        for (String holder : holders) {
            try {
                Copy found = copied(source(holder), from, holders);
                log.staging().keepCopy(archive, found.sealed().batch());
                copied = found.sealed().batch();
                state.contentMissing(found.missing());
                return found.sealed();
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
        return log.staging().copy(archive).filter(batch -> batch.from() == from);
    }

    void finished(SealedBatch batch) throws IOException {
        SealedBatch done = copied;
        if (done != null && done.from() == batch.from()) {
            log.staging().forgetCopy(archive, done);
            copied = null;
        }
    }

    private OwnLog source(String holder) {
        return Objects.requireNonNull(published.get(holder));
    }

    /// @param missing keys of content that the batch is without
    private record Copy(BatchSealer.Sealed sealed, Set<String> missing) {}

    private Copy copied(OwnLog source, LogHead from, List<String> holders)
            throws ArchiveUnavailableException, IOException, ExportStoppedException {
        SegmentName place = source.segmentFrom(from.size());
        SealedObject note = source.checkpoint(place.end());
        Checkpoint signed = source.open(note);
        SealedObject segment = source.segment(place);
        List<SealedObject> objects = new ArrayList<>();
        objects.add(segment);
        Layout layout = log.layout();
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
        Recorded recorded = recorded(place);
        ContentCopy content = content(place, recorded, holders);
        var batch = new SealedBatch(
                layout.logId(),
                from.size(),
                place.end(),
                place.date(),
                tree.root(),
                recorded.codes(),
                content.content(),
                objects);
        LogHead edge = new LogHead(tree, place.date(), note);
        return new Copy(new BatchSealer.Sealed(batch, edge, Staging.placeOfCopy(archive)), content.missing());
    }

    /// What the journal says of a segment.
    /// @param naming the records that name content; null where the journal does not hold all
    private record Recorded(SortedSet<Byte> codes, @Nullable List<StoredRecord> naming) {}

    private Recorded recorded(SegmentName place) {
        SortedSet<Byte> codes = new TreeSet<>();
        List<StoredRecord> naming = new ArrayList<>();
        try {
            log.journal().read(place.first(), stored -> {
                boolean within = stored.sequence() < place.end();
                if (within) {
                    codes.add(stored.entry().retention());
                    if (!stored.content().isEmpty()) {
                        naming.add(stored);
                    }
                }
                return within;
            });
            return new Recorded(codes, naming);
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            LOG.debug("the classes of the events from {} on are not known", place.first(), e);
            codes.add(UNKNOWN);
            return new Recorded(codes, null);
        }
    }

    private ContentCopy content(SegmentName place, Recorded recorded, List<String> holders)
            throws ArchiveUnavailableException, IOException {
        String at = Staging.placeOfCopy(archive);
        var copy = new ContentCopy(
                log.layout(), place, (one, bytes) -> log.staging().keep(at, one, bytes));
        List<StoredRecord> naming = recorded.naming();
        if (naming == null || !copy.fromJournal(log, naming)) {
            for (String holder : holders) {
                copy.from(source(holder).published());
            }
        }
        return copy;
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
