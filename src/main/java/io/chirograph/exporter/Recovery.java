package io.chirograph.exporter;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.TreeHasher;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Works out where to go on: archive, journal, cursor and sealed batch must tell one history.
///
/// | archive's newest checkpoint | sealed batch | meaning |
/// |---|---|---|
/// | as the cursor | none, or behind it | nothing was published since |
/// | as the end of the sealed batch | from the cursor on | published, and then the cursor was not written |
/// | anything else | | another history: stop |
///
/// Without a cursor the archive is taken up only when the journal still holds the last segment's records and
/// they are the same.
final class Recovery {
    private final Journal journal;
    private final PublishedLog published;
    private final Staging staging;
    private final LogIdentity log;

    Recovery(Journal journal, PublishedLog published, Staging staging, LogIdentity log) {
        this.journal = journal;
        this.published = published;
        this.staging = staging;
        this.log = log;
    }

    /// The edge from which the sealed batch, or else the journal, goes on. On return the cursor stands there.
    Edge run() throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException {
        Cursor cursor = staging.cursor().orElse(null);
        SealedBatch batch = staging.batch().orElse(null);
        checkIdentity(cursor, batch);
        long newest = published.newestSize(cursor == null ? 0 : cursor.size());
        if (journal.nextSequence() < newest) {
            throw new ExportStoppedException("the journal ends at " + journal.nextSequence()
                    + " and the archive holds a checkpoint of size " + newest
                    + ": this data directory is older than its archive");
        }
        long size = batch != null && batch.to() == newest && !covers(cursor, batch) ? batch.from() : newest;
        if (cursor != null && cursor.size() != size) {
            throw new ExportStoppedException("this data directory has published up to size " + cursor.size()
                    + " and the archive's newest checkpoint is of size " + newest
                    + (cursor.size() > newest ? ": it lacks what was published" : ": somebody else went on"));
        }
        Edge edge = published.edge(size);
        checkEdge(edge, cursor);
        if (batch != null && batch.from() < edge.size()) {
            staging.unseal();
        }
        staging.moveCursor(new Cursor(log.origin(), log.id(), size, edge.tree().root()));
        return edge;
    }

    private static boolean covers(@Nullable Cursor cursor, SealedBatch batch) {
        return cursor != null && cursor.size() >= batch.to();
    }

    private void checkIdentity(@Nullable Cursor cursor, @Nullable SealedBatch batch) throws ExportStoppedException {
        if (cursor != null
                && !(cursor.origin().equals(log.origin()) && cursor.logId().equals(log.id()))) {
            throw new ExportStoppedException("this data directory holds the log " + cursor.logId() + " of "
                    + cursor.origin() + ", and key and chirograph.log.origin are those of " + log.id() + " of "
                    + log.origin());
        }
        if (batch != null && !batch.logId().equals(log.id())) {
            throw new ExportStoppedException(
                    "a batch of the log " + batch.logId() + " is staged, and key and origin are those of " + log.id());
        }
    }

    private void checkEdge(Edge edge, @Nullable Cursor cursor)
            throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException {
        Hash root = edge.tree().root();
        if (cursor != null && !cursor.root().equals(root)) {
            throw new ExportStoppedException("at size " + edge.size() + " this data directory has published the root "
                    + cursor.root() + " and the archive signs " + root);
        }
        if (journal.firstSequence() > edge.size()) {
            throw new ExportStoppedException("the records from " + edge.size() + " to " + (journal.firstSequence() - 1)
                    + " are in neither journal nor archive");
        }
        if (cursor == null && edge.size() > 0) {
            compareWithJournal(published.lastSegment(edge.size()));
        }
    }

    private void compareWithJournal(SegmentPlace last)
            throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException {
        List<Hash> recorded = new ArrayList<>();
        if (journal.firstSequence() <= last.first()) {
            journal.read(last.first(), entry -> {
                if (entry.sequence() < last.end()) {
                    recorded.add(TreeHasher.leaf(entry.entry().payload()));
                }
                return entry.sequence() < last.end();
            });
        }
        if (!recorded.equals(published.leaves(last))) {
            throw new ExportStoppedException("the archive holds events up to " + last.end()
                    + " and this data directory cannot show that they are its own: there is no cursor, and the"
                    + " journal does not hold them");
        }
    }
}
