package io.chirograph.tlog.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.InvalidSignatureException;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import java.util.Collection;

/// Judges a proof file as somebody does who has the entry and the log's keys.
public final class ProvedEntries {
    private ProvedEntries() {}

    /// The proof does not prove it.
    public static final class InvalidProofException extends Exception {
        InvalidProofException(String message) {
            super(message);
        }
    }

    /// The checkpoint that proves that `entry` stands at the proof's position of the log.
    public static Checkpoint verify(TlogProof proof, byte[] entry, String origin, Collection<VerifierKey> keys)
            throws MalformedException, InvalidSignatureException, InvalidProofException {
        Checkpoint signed = SignedNote.open(proof.checkpoint().getBytes(UTF_8), origin, keys);
        if (!proof.proof().verify(TreeHasher.leaf(entry), signed)) {
            throw new InvalidProofException(
                    "not proved to stand at " + proof.proof().index());
        }
        return signed;
    }
}
