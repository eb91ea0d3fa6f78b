package io.chirograph.exporter;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.exporter.keys.LogIdentity;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.tlog.note.SigningException;
import java.io.IOException;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the log in one archive, one step at a time; whoever calls [#step] decides when, and waits after failures.
///
/// What a crash leaves behind, and what the next start does:
///
/// | crash | left behind | next start |
/// |---|---|---|
/// | before the batch is sealed | nothing | cuts a new batch |
/// | sealed (or a copy kept), before the first PUT | the batch | sends it |
/// | among the PUTs | some objects that no checkpoint covers | sends the same bytes under the same names |
/// | checkpoint put, before the cursor | a published batch | finds it in the archive, sends it again, goes on |
/// | cursor written, before the batch is forgotten | a batch that the cursor covers | forgets it |
///
/// One thread at a time; those of other archives are other threads, and nothing here waits for them.
public final class Exporter {
    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

    private final ConfiguredArchive target;
    private final LogIdentity log;
    private final Staging staging;
    private final BatchQueue batches;
    private final ExportRecovery recovery;
    private final Backfill filling;
    private final Attachments attachments;
    private final SplitViewGuard look;
    private final ExportState state;
    private final Clock clock;
    private @Nullable LogHead edge;
    private BatchSealer.@Nullable Sealed sealed;

    Exporter(
            ConfiguredArchive target,
            LogIdentity log,
            Staging staging,
            BatchQueue batches,
            ExportRecovery recovery,
            Backfill filling,
            Attachments attachments,
            ExportState state,
            Clock clock) {
        this.target = target;
        this.log = log;
        this.staging = staging;
        this.batches = batches;
        this.recovery = recovery;
        this.filling = filling;
        this.attachments = attachments;
        this.look = new SplitViewGuard(target.archive(), new Layout(log.id()));
        this.state = state;
        this.clock = clock;
    }

    public enum Step {
        /// Nothing was due.
        IDLE,
        /// A batch was published; there may be more.
        PUBLISHED,
        /// The same is to be tried again after a while.
        FAILED,
        /// Never again: a person must look.
        STOPPED
    }

    public ConfiguredArchive target() {
        return target;
    }

    public ExportState state() {
        return state;
    }

    /// Recovers, or publishes one batch if one is due.
    /// @param flush whatever is there is due
    public Step step(boolean flush) {
        if (state.stopped() != null) {
            return Step.STOPPED;
        }
        try {
            return advance(flush) ? Step.PUBLISHED : Step.IDLE;
        } catch (ArchiveConflictException
                | ExportStoppedException
                | JournalCorruptException
                | ObjectTooLargeException e) {
            LOG.error("export to {} stopped, recording goes on: {}", target.name(), e.getMessage());
            state.stop(String.valueOf(e.getMessage()));
            return Step.STOPPED;
        } catch (ArchiveUnavailableException | IOException | SigningException e) {
            state.failed(String.valueOf(e.getMessage()));
            return Step.FAILED;
        } catch (RuntimeException e) {
            LOG.error("export to {} failed unexpectedly", target.name(), e);
            state.failed(e.toString());
            return Step.FAILED;
        }
    }

    private boolean advance(boolean flush)
            throws IOException, ArchiveUnavailableException, ArchiveConflictException, ExportStoppedException,
                    JournalCorruptException, SigningException {
        LogHead from = edge;
        if (from == null) {
            batches.open();
            from = recovery.run();
            edge = from;
            state.published(from);
            batches.reached(target.name(), from.size());
        }
        BatchSealer.Sealed next = sealed;
        if (next == null) {
            next = next(from, flush).orElse(null);
            if (next == null) {
                attachments.copy(from.size());
                return false;
            }
            sealed = next;
        }
        SealedBatch batch = next.batch();
        publish(from, batch);
        staging.moveCursor(target.name(), new ExportCursor(log.origin(), log.id(), batch.to(), batch.root()));
        edge = next.edge();
        sealed = null;
        state.published(next.edge());
        state.succeeded(clock.instant());
        batches.reached(target.name(), batch.to());
        filling.finished(batch);
        attachments.copy(batch.to());
        return true;
    }

    /// What goes on at `from`: a batch that was sealed for another archive or before a crash, one that is copied from
    /// another archive, or a new one.
    private Optional<BatchSealer.Sealed> next(LogHead from, boolean flush)
            throws IOException, ArchiveUnavailableException, ExportStoppedException, JournalCorruptException,
                    SigningException {
        return switch (batches.next(target.name(), from, state, flush)) {
            case NextBatch.Nothing() -> Optional.empty();
            case NextBatch.Staged(SealedBatch batch) -> Optional.of(new BatchSealer.Sealed(batch, from.behind(batch)));
            case NextBatch.Fresh(BatchSealer.Sealed batch) -> Optional.of(batch);
            case NextBatch.Elsewhere() -> Optional.of(filling.next(from));
        };
    }

    /// Write, look, sign. The checkpoint's PUT is the commit point: with it, the batch is part of the log.
    private void publish(LogHead from, SealedBatch batch)
            throws ArchiveUnavailableException, ArchiveConflictException, ExportStoppedException {
        report(target.retention().rules().unknown(batch.codes()));
        put(batch.segment(), batch.codes());
        for (SealedObject tile : batch.tiles()) {
            put(tile, Set.of());
        }
        look.behind(from, batch);
        put(batch.checkpoint(), Set.of());
    }

    /// Events of a class that is no longer configured get the strictest there is; somebody should know.
    private void report(Set<Byte> unknown) {
        for (Byte code : unknown) {
            if (state.unknownClass(code)) {
                LOG.warn(
                        "no class of chirograph.retention.classes has the code {} that recorded events carry; they are"
                                + " kept as strictly as any class demands",
                        code);
            }
        }
    }

    /// @param codes of the retention classes of the events in it
    private void put(SealedObject object, Set<Byte> codes)
            throws ArchiveUnavailableException, ArchiveConflictException {
        Retention retention = target.retention().of(object.key(), codes, clock.instant());
        PutResult result = target.archive().put(object.key(), object.bytes(), retention);
        ArchiveProperties properties = target.properties();
        if (!properties.suffices(result.lock())
                || !properties.suffices(target.archive().describe())) {
            throw new ArchiveUnavailableException(
                    object.key() + " is stored without the lock that chirograph.archive.require-tier asks for", null);
        }
        ObjectLock lock = result.lock();
        LockMode found = lock == null ? LockMode.NONE : lock.mode();
        state.stored(object.bytes().length, found.compareTo(retention.mode()) > 0);
    }
}
