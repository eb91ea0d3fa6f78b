package io.chirograph.tlog.note;

import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// A tree head (c2sp.org/tlog-checkpoint): what a log says its tree is.
/// @param extensions further lines; none of them empty
public record Checkpoint(String origin, long size, Hash root, List<String> extensions) {
    public Checkpoint {
        extensions = List.copyOf(extensions);
        if (!CheckpointText.isLine(origin) || size < 0 || !extensions.stream().allMatch(CheckpointText::isLine)) {
            throw new IllegalArgumentException("no checkpoint: origin " + Text.quote(origin) + ", size " + size);
        }
    }

    public Checkpoint(String origin, long size, Hash root) {
        this(origin, size, root, List.of());
    }

    public String text() {
        StringBuilder text = new StringBuilder(origin + "\n" + size + "\n" + root.base64() + "\n");
        extensions.forEach(line -> text.append(line).append('\n'));
        return text.toString();
    }

    /// Parses a note's text; a size has one spelling, and a root 32 bytes.
    public static Checkpoint parse(String text) throws MalformedException {
        CheckpointText lines = CheckpointText.parse(text);
        return new Checkpoint(lines.origin(), lines.size(), lines.root(), lines.extensions());
    }

    /// This checkpoint as a note with a signature by each signer.
    public SignedNote sign(NoteSigner... signers) throws SigningException {
        return SignedNote.sign(text(), signers);
    }

    /// A checkpoint out of a note that at least one of the keys signed.
    /// @param origin what the note must be of
    /// @param keys the log's keys, and those of witnesses if a bad signature of theirs is to refuse the note
    /// @throws MalformedException no checkpoint, or another log's
    /// @throws InvalidSignatureException a bad signature of one of the keys, or none by any
    public static Checkpoint open(byte[] note, String origin, Collection<VerifierKey> keys)
            throws MalformedException, InvalidSignatureException {
        SignedNote signed = SignedNote.parse(note);
        Checkpoint checkpoint = parse(signed.text());
        if (!checkpoint.origin().equals(origin)) {
            throw new MalformedException(
                    "a checkpoint of " + Text.quote(checkpoint.origin()) + ", not of " + Text.quote(origin));
        }
        Map<VerifierKey, NoteSignature> verified = signed.verify(keys);
        if (verified.isEmpty()) {
            throw new InvalidSignatureException(
                    InvalidSignatureException.Reason.MISSING, "no signature by " + keys + " on the checkpoint");
        }
        return checkpoint;
    }
}
