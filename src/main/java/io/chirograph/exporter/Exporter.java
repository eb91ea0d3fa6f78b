package io.chirograph.exporter;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveProperties;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.PutResult;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.tlog.SigningException;
import java.io.IOException;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the journal, one step at a time; whoever calls [#step] decides when, and waits after failures.
///
/// What a crash leaves behind, and what the next start does:
///
/// | crash | left behind | next start |
/// |---|---|---|
/// | before the batch is sealed | nothing | cuts a new batch |
/// | sealed, before the first PUT | the batch | sends it |
/// | among the PUTs | some objects that no checkpoint covers | sends the same bytes under the same names |
/// | checkpoint put, before the cursor | a published batch | finds it in the archive, sends it again, goes on |
/// | cursor written, before the batch is forgotten | a batch that the cursor covers | forgets it |
///
/// One thread at a time.
final class Exporter {
    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

    private final Journal journal;
    private final Archive archive;
    private final ArchiveProperties retention;
    private final LogIdentity log;
    private final Staging staging;
    private final Recovery recovery;
    private final BatchSealer sealer;
    private final Look look;
    private final ExportState state;
    private final Clock clock;
    private final Pace pace;
    private final int maxEvents;
    private @Nullable Edge edge;
    private BatchSealer.@Nullable Sealed sealed;

    /// @param state what is told to the world
    Exporter(
            Journal journal,
            Archive archive,
            ArchiveProperties retention,
            KeyRing keys,
            Staging staging,
            ExporterProperties properties,
            ExportState state,
            Clock clock) {
        this.journal = journal;
        this.archive = archive;
        this.retention = retention;
        this.log = LogIdentity.of(keys.history().keys().getFirst());
        this.staging = staging;
        this.recovery = new Recovery(journal, new PublishedLog(archive, log, keys), staging, log);
        this.sealer = new BatchSealer(
                journal,
                log,
                keys,
                properties.maxEvents(),
                properties.maxBytes().toBytes());
        this.look = new Look(archive, new Layout(log.id()));
        this.state = state;
        this.clock = clock;
        this.pace = new Pace(properties);
        this.maxEvents = properties.maxEvents();
    }

    /// How a step ended.
    enum Step {
        /// Nothing was due.
        IDLE,
        /// A batch was published; there may be more.
        PUBLISHED,
        /// The same is to be tried again after a while.
        FAILED,
        /// Never again: a person must look.
        STOPPED
    }

    /// Recovers, or publishes one batch if one is due.
    ///
    /// @param flush whatever is there is due
    Step step(boolean flush) {
        if (state.stopped() != null) {
            return Step.STOPPED;
        }
        try {
            return advance(flush) ? Step.PUBLISHED : Step.IDLE;
        } catch (ArchiveConflictException | ExportStoppedException | JournalCorruptException e) {
            LOG.error("export stopped, recording goes on: {}", e.getMessage());
            state.stop(String.valueOf(e.getMessage()));
            return Step.STOPPED;
        } catch (ArchiveUnavailableException | IOException | SigningException e) {
            state.failed(String.valueOf(e.getMessage()));
            return Step.FAILED;
        } catch (RuntimeException e) {
            LOG.error("export failed unexpectedly", e);
            state.failed(e.toString());
            return Step.FAILED;
        }
    }

    private boolean advance(boolean flush)
            throws IOException, ArchiveUnavailableException, ArchiveConflictException, ExportStoppedException,
                    JournalCorruptException, SigningException {
        Edge from = edge;
        if (from == null) {
            from = recovery.run();
            SealedBatch left = staging.batch().orElse(null);
            sealed = left == null ? null : new BatchSealer.Sealed(left, from.behind(left));
            edge = from;
            state.published(from.size());
            journal.confirm(from.size());
        }
        BatchSealer.Sealed next = sealed;
        if (next == null) {
            if (!isDue(from, flush)) {
                return false;
            }
            next = sealer.next(from);
            staging.seal(next.batch());
            sealed = next;
        }
        SealedBatch batch = next.batch();
        publish(from, batch);
        staging.moveCursor(new Cursor(log.origin(), log.id(), batch.to(), batch.root()));
        edge = next.edge();
        sealed = null;
        state.published(batch.to());
        state.succeeded(clock.instant());
        pace.published(batch.objects().size());
        staging.unseal();
        journal.confirm(batch.to());
        return true;
    }

    private boolean isDue(Edge from, boolean flush) {
        long waiting = journal.nextSequence() - from.size();
        return waiting >= maxEvents || (waiting > 0 && (flush || state.waited().compareTo(pace.age()) >= 0));
    }

    /// Write, look, sign. The checkpoint's PUT is the commit point: with it, the batch is part of the log.
    private void publish(Edge from, SealedBatch batch)
            throws ArchiveUnavailableException, ArchiveConflictException, ExportStoppedException {
        for (SealedObject object : batch.covered()) {
            put(object);
        }
        look.behind(from, batch);
        put(batch.checkpoint());
    }

    private void put(SealedObject object) throws ArchiveUnavailableException, ArchiveConflictException {
        PutResult result = archive.put(object.key(), object.bytes(), retention.retentionFrom(clock.instant()));
        if (!retention.suffices(result.lock())) {
            throw new ArchiveUnavailableException(
                    object.key() + " is stored without the lock that chirograph.archive.require-tier asks for", null);
        }
        state.stored(object.bytes().length, !retention.isAsAsked(result.lock()));
    }
}
