package io.chirograph.exporter;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.SigningException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Works out where to go on: archive, journal, cursor and sealed batch must tell one history.
///
/// | archive's newest checkpoint | batch from the cursor on | meaning |
/// |---|---|---|
/// | as the cursor | | nothing was published since |
/// | as the end of that batch | sealed, copied, or in another archive | published, and then the cursor was not written
/// |
/// | anything else | | another history: stop |
///
/// Where others keep the journal, another process of the same log may have gone on. Then the archive is taken up if it
/// extends what was published from here; and what such a process left behind the newest checkpoint, when it died or was
/// paused before that, is taken up too: its segment, if the journal has the same records, is the next batch.
///
/// Without a cursor the archive is taken up only when the journal still holds the last segment's records and
/// they are the same, or when another archive has the same checkpoint.
record ExportRecovery(String archive, ExportedLog own, OwnLog published, BatchQueue batches, Backfill filling) {
    /// The edge from which the archive's log goes on. On return the cursor stands there.
    LogHead run() throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException {
        ExportCursor cursor = own.staging().cursor(archive).orElse(null);
        checkIdentity(cursor);
        long newest = published.newestSize(cursor == null ? 0 : cursor.size());
        if (own.journal().nextSequence() < newest) {
            throw new ExportStoppedException(
                    "the journal ends at " + own.journal().nextSequence()
                            + " and the archive holds a checkpoint of size " + newest
                            + ": this data directory is older than its archive");
        }
        SealedBatch batch = underWay(cursor, newest).orElse(null);
        long size = batch == null ? newest : batch.from();
        boolean isOvertaken = own.journal().isShared() && cursor != null && cursor.size() < size;
        if (cursor != null && isOvertaken) {
            requireExtended(cursor);
            batches.overtaken(newest);
            cursor = null;
        }
        if (cursor != null) {
            own.requireSame(cursor);
        }
        if (cursor != null && cursor.size() != size) {
            throw new ExportStoppedException("this data directory has published up to size " + cursor.size()
                    + " and the archive's newest checkpoint is of size " + newest
                    + (cursor.size() > newest ? ": it lacks what was published" : ": somebody else went on"));
        }
        if (cursor == null && !isOvertaken && batches.isKnown() && newest > batches.end()) {
            throw new ExportStoppedException("the archive's newest checkpoint is of size " + newest
                    + ", and this data directory has sealed nothing beyond " + batches.end()
                    + ": somebody else writes this log");
        }
        LogHead edge = published.edge(size);
        checkEdge(edge, cursor);
        own.moveCursor(archive, size, edge.tree().root());
        return edge;
    }

    private void requireExtended(ExportCursor cursor) throws ArchiveUnavailableException, ExportStoppedException {
        Hash root = published.tree(cursor.size()).root();
        if (!root.equals(cursor.root())) {
            throw new ExportStoppedException("at size " + cursor.size() + " this data directory has published the root "
                    + cursor.root() + ", and the archive, where somebody else went on, gives " + root);
        }
    }

    /// Takes up what another process of this log put behind `edge` and never signed; answers the keys of its segments.
    /// @throws ExportStoppedException it holds other records than the journal
    Set<String> takeUp(LogHead edge)
            throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException,
                    SigningException {
        if (!own.journal().isShared() || own.journal().firstSequence() > edge.size()) {
            return Set.of();
        }
        Set<String> keys = new HashSet<>();
        List<SegmentName> all = published.unpublished(edge.size());
        for (SegmentName left : all) {
            if (left.end() > own.journal().nextSequence()) {
                throw new ExportStoppedException("the journal ends at "
                        + own.journal().nextSequence() + " and the archive holds a segment up to " + left.end());
            }
            compareWithJournal(left);
            keys.add(left.key(own.layout()));
        }
        batches.adopt(edge, all);
        return keys;
    }

    /// The batch whose checkpoint is the archive's newest and that no cursor covers.
    private Optional<SealedBatch> underWay(@Nullable ExportCursor cursor, long newest)
            throws IOException, ArchiveUnavailableException, ExportStoppedException {
        if (newest == 0 || (cursor != null && cursor.size() >= newest)) {
            return Optional.empty();
        }
        if (cursor == null) {
            return checked(batches.stagedTo(newest));
        }
        long from = cursor.size();
        Optional<SealedBatch> found = batches.stagedFrom(from);
        if (found.isEmpty()) {
            found = filling.kept(from);
        }
        if (found.isEmpty() && batches.supplies(archive, from)) {
            found = Optional.of(filling.next(published.edge(from)).batch());
        }
        return checked(found.filter(batch -> batch.to() == newest));
    }

    private Optional<SealedBatch> checked(Optional<SealedBatch> batch) throws ExportStoppedException {
        String id = own.identity().id();
        if (batch.isPresent() && !batch.get().logId().equals(id)) {
            throw new ExportStoppedException(
                    "a batch of the log " + batch.get().logId() + " is staged, and key and origin are those of " + id);
        }
        return batch;
    }

    private void checkIdentity(@Nullable ExportCursor cursor) throws ExportStoppedException {
        LogIdentity log = own.identity();
        if (cursor != null
                && !(cursor.origin().equals(log.origin()) && cursor.logId().equals(log.id()))) {
            throw new ExportStoppedException("this data directory holds the log " + cursor.logId() + " of "
                    + cursor.origin() + ", and key and chirograph.log.origin are those of " + log.id() + " of "
                    + log.origin());
        }
    }

    private void checkEdge(LogHead edge, @Nullable ExportCursor cursor)
            throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException {
        Hash root = edge.tree().root();
        if (cursor != null && !cursor.root().equals(root)) {
            throw new ExportStoppedException("at size " + edge.size() + " this data directory has published the root "
                    + cursor.root() + " and the archive signs " + root);
        }
        if (own.journal().firstSequence() > edge.size() && !batches.supplies(archive, edge.size())) {
            throw new ExportStoppedException("the records from " + edge.size() + " to "
                    + (own.journal().firstSequence() - 1) + " are in neither journal nor archive");
        }
        if (cursor == null && edge.size() > 0 && !filling.confirms(edge)) {
            compareWithJournal(published.lastSegment(edge.size()));
        }
    }

    private void compareWithJournal(SegmentName last)
            throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException {
        List<Hash> recorded = new ArrayList<>();
        long held = own.journal().firstSequence();
        // One that others keep always has the last record, which a data directory that is new is to go on from.
        long first = own.journal().isShared() && held < last.end() ? Math.max(held, last.first()) : last.first();
        if (held <= first) {
            own.journal().read(first, entry -> {
                if (entry.sequence() < last.end()) {
                    recorded.add(TreeHasher.leaf(entry.entry().payload()));
                }
                return entry.sequence() < last.end();
            });
        }
        if (!recorded.equals(published.leaves(first, last.end()))) {
            throw new ExportStoppedException("the archive holds events up to " + last.end()
                    + " and this data directory cannot show that they are its own: there is no cursor, and the"
                    + " journal does not hold them");
        }
    }
}
