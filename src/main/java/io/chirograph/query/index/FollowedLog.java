package io.chirograph.query.index;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A log that the index follows, and its first key, which configuration vouches for. Safe for many threads.
///
/// The keys that followed are believed as far as the first one vouches for them.
public final class FollowedLog {
    private final VerifierKey key;
    private final Archive archive;
    private volatile KeyHistory known;
    private volatile boolean looked;
    private volatile @Nullable Signed last;

    FollowedLog(VerifierKey key, Archive archive) {
        this.key = key;
        this.archive = archive;
        this.known = KeyHistory.of(key);
    }

    public VerifierKey key() {
        return key;
    }

    /// Where it is published.
    public Archive archive() {
        return archive;
    }

    /// Reads what is published.
    public PublishedLog published() {
        return new PublishedLog(archive, id());
    }

    /// The log's id in the archive: the origin's last part, `-`, the key's id.
    public String id() {
        return key.logId();
    }

    public String origin() {
        return key.name();
    }

    /// A checkpoint that the key of its time signed.
    /// @param bytes the note as it is stored
    @SuppressWarnings("ArrayRecordComponent") // handed on, and compared by hand
    public record Signed(byte[] bytes, SignedNote note, Checkpoint checkpoint) {}

    /// The published checkpoint of a size. One that no known key signed is judged again by the keys that the archive
    /// proves to have followed.
    /// @throws LogRefusedException it signs something else, or is not signed
    public Optional<Signed> signed(long size) throws ArchiveUnavailableException, LogRefusedException {
        Optional<byte[]> note = published().checkpoint(size);
        if (note.isEmpty()) {
            return Optional.empty();
        }
        try {
            KeyHistory unused = history();
            Signed signed = opened(note.get());
            if (signed.checkpoint().size() != size) {
                throw new LogRefusedException(
                        id(),
                        "the checkpoint named " + size + " signs size "
                                + signed.checkpoint().size());
            }
            return Optional.of(signed);
        } catch (MalformedException | InvalidSignatureException e) {
            throw new LogRefusedException(id(), "checkpoint " + size + ": " + e.getMessage());
        }
    }

    /// A checkpoint that was judged before and has been in the index since. The archive is asked only where the keys
    /// that are known do not do; the last response is remembered.
    Signed indexed(byte[] note) throws MalformedException, InvalidSignatureException, ArchiveUnavailableException {
        Signed before = last;
        if (before != null && Arrays.equals(before.bytes(), note)) {
            return before;
        }
        Signed signed = opened(note);
        last = signed;
        return signed;
    }

    private Signed opened(byte[] note)
            throws MalformedException, InvalidSignatureException, ArchiveUnavailableException {
        Checkpoint checkpoint;
        try {
            checkpoint = known.open(note);
        } catch (InvalidSignatureException e) {
            look();
            checkpoint = known.open(note);
        }
        return new Signed(note, SignedNote.parse(note), checkpoint);
    }

    /// The keys of the log, as far as the archive proves them.
    public KeyHistory history() throws ArchiveUnavailableException {
        if (!looked) {
            look();
        }
        return known;
    }

    /// Whether the key is known that an event at this position names. The checkpoint that ends with the event has
    /// to be signed by both keys for that.
    boolean follows(long position) throws ArchiveUnavailableException {
        if (!isKnown(position)) {
            look();
        }
        return isKnown(position);
    }

    /// Whether an entry makes another key this log's signing key.
    boolean isRotation(byte[] entry) {
        return KeySearch.isRotation(entry, known);
    }

    private boolean isKnown(long position) {
        return known.rotations().stream().anyMatch(rotation -> rotation.position() == position);
    }

    private void look() throws ArchiveUnavailableException {
        known = new KeySearch(published()).proven(key).orElse(KeyHistory.of(key));
        looked = true;
    }
}
