package io.chirograph.query;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.evidence.KeySearch;
import io.chirograph.evidence.PublishedLog;
import io.chirograph.tlog.Checkpoint;
import io.chirograph.tlog.InvalidSignatureException;
import io.chirograph.tlog.KeyHistory;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.VerifierKey;

/// A log that the index follows, and the key that vouches for it: the log's first one. The key comes from
/// configuration, never from the archive; the keys that followed it are believed as far as it vouches for them.
///
/// Two are equal when their keys are. Safe for many threads.
final class FollowedLog {
    private final VerifierKey key;
    private volatile KeyHistory known;
    private volatile boolean looked;

    FollowedLog(VerifierKey key) {
        this.key = key;
        this.known = KeyHistory.of(key);
    }

    VerifierKey key() {
        return key;
    }

    /// The log's id in the archive: the origin's last part, `-`, the key's id.
    String id() {
        String origin = key.name();
        return origin.substring(origin.lastIndexOf('/') + 1) + "-" + key.idHex();
    }

    String origin() {
        return key.name();
    }

    /// A checkpoint out of a note that the key of its time signed. One that is not is judged again by the keys that
    /// the archive proves to have followed.
    Checkpoint open(byte[] note, Archive archive)
            throws MalformedException, InvalidSignatureException, ArchiveUnavailableException {
        if (!looked) {
            look(archive);
        }
        try {
            return known.open(note);
        } catch (InvalidSignatureException e) {
            look(archive);
            return known.open(note);
        }
    }

    /// The keys of the log, as far as the archive proves them.
    KeyHistory history(Archive archive) throws ArchiveUnavailableException {
        if (!looked) {
            look(archive);
        }
        return known;
    }

    /// Whether the key is known that an event at this position names. The checkpoint that ends with the event has
    /// to be signed by both keys for that.
    boolean follows(long position, Archive archive) throws ArchiveUnavailableException {
        if (!isKnown(position)) {
            look(archive);
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

    private void look(Archive archive) throws ArchiveUnavailableException {
        known = new KeySearch(new PublishedLog(archive, id())).proven(key).orElse(KeyHistory.of(key));
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
