package io.chirograph.query.index;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.VerifierKey;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// A log that the index follows, where it is published, and the key that vouches for it: the log's first one. The key
/// comes from configuration, never from the archive; the keys that followed it are believed as far as it vouches for
/// them.
///
/// Two are equal when their keys are. Safe for many threads.
public final class FollowedLog {
    private final VerifierKey key;
    private final Archive archive;
    private volatile KeyHistory known;
    private volatile boolean looked;
    private volatile @Nullable Indexed last;

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

    /// A checkpoint out of a note that the key of its time signed. One that is not is judged again by the keys that
    /// the archive proves to have followed.
    public Checkpoint open(byte[] note)
            throws MalformedException, InvalidSignatureException, ArchiveUnavailableException {
        KeyHistory unused = history();
        return opened(note);
    }

    /// The same of a checkpoint that was opened before and has been in the index since. The archive is asked only where
    /// the keys that are known do not do; the last response is remembered.
    Checkpoint indexed(byte[] note) throws MalformedException, InvalidSignatureException, ArchiveUnavailableException {
        Indexed before = last;
        if (before != null && Arrays.equals(before.note(), note)) {
            return before.checkpoint();
        }
        Checkpoint checkpoint = opened(note);
        last = new Indexed(note, checkpoint);
        return checkpoint;
    }

    private Checkpoint opened(byte[] note)
            throws MalformedException, InvalidSignatureException, ArchiveUnavailableException {
        try {
            return known.open(note);
        } catch (InvalidSignatureException e) {
            look();
            return known.open(note);
        }
    }

    @SuppressWarnings("ArrayRecordComponent") // compared by hand
    private record Indexed(byte[] note, Checkpoint checkpoint) {}

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

    @Override
    public boolean equals(Object other) {
        return other instanceof FollowedLog that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }
}
