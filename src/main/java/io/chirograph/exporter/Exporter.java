package io.chirograph.exporter;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveDeniedException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ObjectTooLargeException;
import io.chirograph.archive.ObjectVersion;
import io.chirograph.archive.PutResult;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.tlog.note.SigningException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
/// | among the PUTs | content and objects that no checkpoint covers | sends the same bytes under the same names |
/// | checkpoint put, before the cursor | a published batch | finds it in the archive, sends it again, goes on |
/// | cursor written, before the batch is forgotten | a batch that the cursor covers | forgets it |
///
/// Where another process of the log goes on instead, it cuts the same batch ([ExportRecovery]).
///
/// One thread at a time; those of other archives are other threads, and nothing here waits for them.
public final class Exporter {
    private static final Logger LOG = LoggerFactory.getLogger(Exporter.class);

    private static final int VERSIONS = 100;

    private final ConfiguredArchive target;
    private final ExportedLog log;
    private final BatchQueue batches;
    private final ExportRecovery recovery;
    private final Backfill filling;
    private final Attachments attachments;
    private final SplitViewGuard look;
    private final ExportState state;
    private Set<String> left = Set.of();
    private @Nullable LogHead edge;
    private BatchSealer.@Nullable Sealed sealed;

    /// @param main the archive that cosignatures and the like are put into
    /// @param published the log as each archive shows it
    Exporter(
            ConfiguredArchive target,
            ConfiguredArchive main,
            ExportedLog log,
            BatchQueue batches,
            Map<String, OwnLog> published) {
        this.target = target;
        this.log = log;
        this.batches = batches;
        OwnLog own = Objects.requireNonNull(published.get(target.name()));
        state = new ExportState(target, log, batches::leading);
        filling = new Backfill(state, log, published, batches);
        recovery = new ExportRecovery(target.name(), log, own, batches, filling);
        attachments = new Attachments(main, target, log);
        look = new SplitViewGuard(target.archive(), log.layout());
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
            left = recovery.takeUp(from);
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
        publish(from, next);
        log.moveCursor(target.name(), batch.to(), batch.root());
        edge = next.edge();
        sealed = null;
        state.published(next.edge());
        state.succeeded(log.clock().instant());
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
            case BatchQueue.Next.Nothing() -> Optional.empty();
            case BatchQueue.Next.Staged(SealedBatch batch) ->
                Optional.of(new BatchSealer.Sealed(batch, from.behind(batch), Staging.place(batch.from())));
            case BatchQueue.Next.Fresh(BatchSealer.Sealed batch) -> Optional.of(batch);
            case BatchQueue.Next.Elsewhere() -> Optional.of(filling.next(from));
        };
    }

    /// Write, look, sign: content before the segment that names it. The checkpoint's PUT is the commit point: with it,
    /// the batch is part of the log.
    private void publish(LogHead from, BatchSealer.Sealed next)
            throws IOException, ArchiveUnavailableException, ArchiveConflictException, ExportStoppedException,
                    JournalCorruptException {
        requireHeld();
        SealedBatch batch = next.batch();
        report(target.retention().rules().unknown(batch.codes()));
        for (LargeObject large : batch.content().large()) {
            putContent(staged(next.place(), large));
        }
        for (SealedObject pack : batch.content().packs()) {
            putContent(pack);
        }
        put(batch.segment(), batch.codes());
        for (SealedObject tile : batch.tiles()) {
            put(tile, Set.of());
        }
        look.behind(from, batch, left);
        if (log.journal().isShared()) {
            log.requireSame(target.name(), batch);
            requireHeld();
        }
        put(batch.checkpoint(), Set.of());
    }

    /// A process that was paused may have been replaced; where that is not known it waits until it is.
    private void requireHeld() throws IOException {
        if (!log.journal().isHeld()) {
            throw new IOException("nobody has confirmed lately that this process is the one that exports this log");
        }
    }

    /// A batch that is no longer staged is asked for again: another archive has it by now.
    private SealedObject staged(String place, LargeObject large) throws IOException, ExportStoppedException {
        Optional<byte[]> bytes = log.staging().large(place, large);
        if (bytes.isEmpty()) {
            sealed = null;
            throw new IOException("the batch that " + large.key() + " belongs to is no longer staged");
        }
        return new SealedObject(large.key(), bytes.get());
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

    /// Content's class is in its key. Whether bytes that stand there already are the same cannot be asked with a
    /// credential that may not read content; what has their length counts as the same, for only a batch that was
    /// sealed from here has that name.
    private void putContent(SealedObject object) throws ArchiveUnavailableException, ArchiveConflictException {
        Retention retention =
                target.retention().of(object.key(), Set.of(), log.clock().instant());
        PutResult result;
        try {
            result = target.archive().put(object.key(), object.bytes(), retention);
        } catch (ArchiveDeniedException e) {
            if (!stands(object)) {
                throw e;
            }
            ObjectLock lock = target.archive().lock(object.key(), null).orElse(null);
            result = new PutResult.AlreadyThere(lock);
        }
        count(object, retention, result);
    }

    private boolean stands(SealedObject object) throws ArchiveUnavailableException {
        List<ObjectVersion> versions = target.archive().versions(object.key(), object.key(), VERSIONS).stream()
                .filter(version -> version.key().equals(object.key()))
                .toList();
        return !versions.isEmpty()
                && versions.size() < VERSIONS
                && versions.stream()
                        .allMatch(version -> !version.deleteMarker() && version.size() == object.bytes().length);
    }

    /// @param codes of the retention classes of the events in it
    private void put(SealedObject object, Set<Byte> codes)
            throws ArchiveUnavailableException, ArchiveConflictException {
        Retention retention =
                target.retention().of(object.key(), codes, log.clock().instant());
        count(object, retention, target.archive().put(object.key(), object.bytes(), retention));
    }

    private void count(SealedObject object, Retention retention, PutResult result) throws ArchiveUnavailableException {
        if (!target.properties().suffices(result.lock())
                || !target.properties().suffices(target.archive().describe())) {
            throw new ArchiveUnavailableException(
                    object.key() + " is stored without the lock that chirograph.archive.require-tier asks for", null);
        }
        state.stored(object.bytes().length, !retention.isAsFirm(result.lock()));
    }
}
