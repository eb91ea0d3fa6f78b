package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Which key signs a log's checkpoints, size by size, and what a signature by another one means.
///
/// A rotation is an event of the log itself. The checkpoint whose last leaf it is is signed by both keys: by the
/// old one, which so vouches for the new one, and by the new one. Smaller checkpoints are the old key's alone,
/// larger ones the new key's alone. Immutable.
/// @param from the size from which on the keys are known; 0 for a whole history
public record KeyHistory(long from, VerifierKey first, List<Rotation> rotations) {
    /// A key takes over.
    /// @param position where the event stands
    /// @param key the key that signs from then on
    /// @param revokedFrom the largest size for which the old key alone is still believed; null when it was merely
    ///     retired
    public record Rotation(
            long position, VerifierKey key, @Nullable Long revokedFrom) {
        /// The size of the one checkpoint that both keys sign.
        public long size() {
            return position + 1;
        }
    }

    /// What the signatures on a checkpoint are worth.
    public enum Verdict {
        /// Signed by the key in force; where a key takes over, by both.
        GOOD,
        /// Signed by the key in force, which was revoked later, and for a size from which on it alone counts for
        /// nothing.
        REVOKED,
        /// Smaller than what the history begins with: by a key of which nothing is known.
        EARLIER,
        /// Signed by a key whose time was over.
        RETIRED,
        /// The key that takes over signed it, and the one before did not.
        UNENDORSED,
        /// Signed by none of the keys, or by one before its time.
        UNKNOWN
    }

    public KeyHistory {
        rotations = List.copyOf(rotations);
    }

    /// A log that has only ever had one key.
    public static KeyHistory of(VerifierKey first) {
        return new KeyHistory(0, first, List.of());
    }

    /// A log of which a later key is known, and none before it.
    /// @param from the size of the first checkpoint that the key signed
    public static KeyHistory from(long from, VerifierKey key) {
        return new KeyHistory(from, key, List.of());
    }

    /// The same history and a further rotation.
    /// @throws IllegalArgumentException it does not lie behind all others, or its key was there before
    public KeyHistory and(Rotation rotation) {
        if (rotation.size() <= start(rotations.size()) || keys().contains(rotation.key())) {
            throw new IllegalArgumentException("no rotation at " + rotation.position() + " to " + rotation.key());
        }
        List<Rotation> more = new ArrayList<>(rotations);
        more.add(rotation);
        return new KeyHistory(from, first, more);
    }

    /// All keys, the first one first.
    public List<VerifierKey> keys() {
        List<VerifierKey> keys = new ArrayList<>();
        keys.add(first);
        rotations.forEach(rotation -> keys.add(rotation.key()));
        return keys;
    }

    public VerifierKey newest() {
        return key(rotations.size());
    }

    /// The keys that sign the checkpoint of that size: two where a key takes over, else one.
    public List<VerifierKey> signers(long size) {
        int index = index(size);
        return takesOver(index, size) ? List.of(key(index - 1), key(index)) : List.of(key(index));
    }

    /// What the checkpoint of that size is worth, given the keys of which it bears a good signature.
    public Verdict judge(long size, Set<VerifierKey> signedBy) {
        if (size < from) {
            return Verdict.EARLIER;
        }
        int index = index(size);
        if (signedBy.contains(key(index))) {
            if (takesOver(index, size) && !signedBy.contains(key(index - 1))) {
                return Verdict.UNENDORSED;
            }
            return isRevoked(index, size) ? Verdict.REVOKED : Verdict.GOOD;
        }
        boolean earlier = keys().subList(0, index).stream().anyMatch(signedBy::contains);
        return earlier ? Verdict.RETIRED : Verdict.UNKNOWN;
    }

    /// A checkpoint out of a note that the right keys signed. One of a key that was revoked later is believed: to
    /// know of the revocation is to know of the later key, whose checkpoints cover it.
    /// @throws MalformedException no checkpoint, or another log's
    /// @throws InvalidSignatureException the right keys did not sign it
    public Checkpoint open(byte[] note) throws MalformedException, InvalidSignatureException {
        SignedNote signed = SignedNote.parse(note);
        Checkpoint checkpoint = SignedNote.open(note, first.name(), keys());
        Verdict verdict = judge(checkpoint.size(), signed.verify(keys()).keySet());
        if (verdict != Verdict.GOOD && verdict != Verdict.REVOKED) {
            throw new InvalidSignatureException("the checkpoint of size " + checkpoint.size() + " is to be signed by "
                    + signers(checkpoint.size()) + "; its signatures are " + verdict);
        }
        return checkpoint;
    }

    private VerifierKey key(int index) {
        return index == 0 ? first : rotations.get(index - 1).key();
    }

    /// The size of the first checkpoint that a key signs.
    private long start(int index) {
        return index == 0 ? from : rotations.get(index - 1).size();
    }

    private int index(long size) {
        int index = rotations.size();
        while (index > 0 && start(index) > size) {
            index--;
        }
        return index;
    }

    private boolean takesOver(int index, long size) {
        return index > 0 && start(index) == size;
    }

    private boolean isRevoked(int index, long size) {
        Long limit = index < rotations.size() ? rotations.get(index).revokedFrom() : null;
        return limit != null && size > limit;
    }
}
