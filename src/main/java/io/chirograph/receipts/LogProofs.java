package io.chirograph.receipts;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.proof.InclusionProof;
import io.chirograph.tlog.proof.TlogProof;
import io.chirograph.verifier.receipt.Receipt;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads events and proofs of this process's own log from its archive, a few at once. Thread-safe.
final class LogProofs {
    private static final Logger LOG = LoggerFactory.getLogger(LogProofs.class);
    private static final int AT_ONCE = 2;
    private static final int PATIENCE_SECONDS = 5;

    private final PublishedLog log;
    private final KeyRing keys;
    private final SealedTree tree;
    private final Semaphore places = new Semaphore(AT_ONCE, true);
    private volatile long newest = -1;

    LogProofs(PublishedLog log, KeyRing keys) {
        this.log = log;
        this.keys = keys;
        this.tree = new SealedTree(log);
    }

    String logId() {
        return log.id();
    }

    @FunctionalInterface
    interface Question<T> {
        T ask() throws IOException, ArchiveUnavailableException, DamagedObjectException;
    }

    /// Asks where there is room.
    /// @throws ApiException there is none, or the archive cannot be read now
    <T> T ask(Question<T> question) {
        acquire();
        try {
            return question.ask();
        } catch (ArchiveUnavailableException e) {
            throw unavailable(e);
        } catch (DamagedObjectException e) {
            throw damaged(e);
        } catch (IOException e) {
            throw e.getCause() instanceof ArchiveUnavailableException away ? unavailable(away) : damaged(e);
        } finally {
            places.release();
        }
    }

    private void acquire() {
        try {
            if (places.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new ApiException(ErrorCode.OVERLOADED, "Too many receipts are asked for at once.");
    }

    private static ApiException unavailable(ArchiveUnavailableException e) {
        LOG.warn("A proof could not be made: {}", e.toString());
        return new ApiException(ErrorCode.ARCHIVE_UNAVAILABLE, "The archive cannot be read now.");
    }

    private static ApiException damaged(Exception e) {
        LOG.error("The archive does not hold what a proof needs: {}", e.getMessage());
        return new ApiException(ErrorCode.INTERNAL_ERROR, "The archive does not hold what the proof needs.");
    }

    /// How many events are published.
    long size() throws ArchiveUnavailableException {
        newest = log.newestSize(newest).orElse(0);
        return newest;
    }

    /// The entry at a position that is published; empty where its segment is gone.
    Optional<byte[]> entry(long position) throws ArchiveUnavailableException, DamagedObjectException {
        AtomicReference<byte @Nullable []> found = new AtomicReference<>();
        for (SegmentName segment : log.covering(position, position + 1)) {
            log.entries(segment, (at, entry) -> {
                if (at == position) {
                    found.set(entry.clone());
                }
            });
        }
        return Optional.ofNullable(found.get());
    }

    static @Nullable EventView event(byte[] entry) {
        try {
            return EventView.read(entry);
        } catch (MalformedEventException e) {
            return null;
        }
    }

    /// The proof that an entry stands at a position of the tree of `size`, under the published checkpoint.
    /// @param isExtra whether the entry comes along
    byte[] proof(long position, byte[] entry, long size, boolean isExtra)
            throws IOException, ArchiveUnavailableException {
        byte[] note = log.checkpoint(size).orElse(new byte[0]);
        try {
            Checkpoint signed = keys.history().open(note);
            InclusionProof proof = InclusionProof.of(position, size, tree.at(size));
            if (!proof.verify(TreeHasher.leaf(entry), signed)) {
                throw new IOException("event " + position + " is not in the tree of " + size + " that was signed");
            }
            TlogProof made = TlogProof.of(proof, SignedNote.parse(note));
            return (isExtra ? new TlogProof(Text.base64(entry), made.proof(), made.checkpoint()) : made).bytes();
        } catch (MalformedException | InvalidSignatureException e) {
            throw new IOException("checkpoint " + size + ": " + e.getMessage(), e);
        }
    }

    /// What a receipt says, where this log gave it.
    /// @throws ApiException it did not
    Receipt receipt(String text) {
        try {
            Receipt receipt = Receipt.parse(text);
            boolean isOurs = receipt.logId().equals(log.id())
                    && receipt.isSigned()
                    && keys.history().keys().stream().anyMatch(receipt::isEndorsedBy);
            if (isOurs) {
                return receipt;
            }
        } catch (MalformedException e) {
            LOG.debug("no receipt: {}", e.getMessage());
        }
        throw new ApiException(
                ErrorCode.BAD_VALUE, Receipts.HEADER + " holds no receipt of this log.", Receipts.HEADER, null);
    }
}
