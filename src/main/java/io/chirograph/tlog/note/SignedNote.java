package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A text with signatures (c2sp.org/signed-note): the text, a blank line, one line for each signature.
/// @param text ends in LF; no control character but LF
/// @param signatures at least one, at most [#MAX_SIGNATURES]; not verified by being here
public record SignedNote(String text, List<NoteSignature> signatures) {
    /// The largest note that is read, in bytes.
    public static final int MAX_SIZE = 1_000_000;

    /// How many signatures are read.
    public static final int MAX_SIGNATURES = 100;

    public SignedNote {
        signatures = List.copyOf(signatures);
        if (!isText(text) || signatures.isEmpty() || signatures.size() > MAX_SIGNATURES) {
            throw new IllegalArgumentException(
                    "no signed note: text " + Text.quote(text) + ", " + signatures.size() + " signatures");
        }
    }

    /// Parses a note without verifying it. The last blank line splits text and signatures.
    public static SignedNote parse(byte[] note) throws MalformedException {
        if (note.length > MAX_SIZE) {
            throw new MalformedException("a note of " + note.length + " bytes is beyond " + MAX_SIZE);
        }
        String whole = Text.utf8(note);
        int split = whole.lastIndexOf("\n\n");
        if (split < 0 || !whole.endsWith("\n") || split + 2 == whole.length()) {
            throw new MalformedException("a note is a text, a blank line and signature lines that end in LF");
        }
        String text = whole.substring(0, split + 1);
        if (!isText(text)) {
            throw new MalformedException("control character in a note's text");
        }
        String[] lines = whole.substring(split + 2, whole.length() - 1).split("\n", MAX_SIGNATURES + 1);
        if (lines.length > MAX_SIGNATURES) {
            throw new MalformedException("a note with more than " + MAX_SIGNATURES + " signatures");
        }
        List<NoteSignature> signatures = new ArrayList<>(lines.length);
        for (String line : lines) {
            signatures.add(NoteSignature.parse(line));
        }
        return new SignedNote(text, signatures);
    }

    /// Signs `text` with each signer in turn.
    public static SignedNote sign(String text, NoteSigner... signers) throws SigningException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        List<NoteSignature> signatures = new ArrayList<>(signers.length);
        for (NoteSigner signer : signers) {
            VerifierKey key = signer.verifierKey();
            signatures.add(new NoteSignature(key.name(), key.id(), signer.sign(bytes)));
        }
        return new SignedNote(text, signatures);
    }

    /// A checkpoint out of a note that at least one of the keys signed.
    /// @param origin what the note must be of
    /// @param keys the log's keys, and those of witnesses if a bad signature of theirs is to refuse the note
    /// @throws MalformedException no checkpoint, or another log's
    /// @throws InvalidSignatureException a bad signature of one of the keys, or none by any
    public static Checkpoint open(byte[] note, String origin, Collection<VerifierKey> keys)
            throws MalformedException, InvalidSignatureException {
        SignedNote signed = parse(note);
        Checkpoint checkpoint = Checkpoint.parse(signed.text());
        if (!checkpoint.origin().equals(origin)) {
            throw new MalformedException(
                    "a checkpoint of " + Text.quote(checkpoint.origin()) + ", not of " + Text.quote(origin));
        }
        if (signed.verify(keys).isEmpty()) {
            throw new InvalidSignatureException("no signature by " + keys + " on the checkpoint");
        }
        return checkpoint;
    }

    /// Which of the `known` keys signed this note, each with its first signature, in the note's order; none is
    /// a response too. Signatures of other keys are ignored.
    /// @throws InvalidSignatureException a signature in the name of a known key is bad, or two known keys
    ///     share name and id
    public Map<VerifierKey, NoteSignature> verify(Collection<VerifierKey> known) throws InvalidSignatureException {
        byte[] bytes = textBytes();
        Map<VerifierKey, NoteSignature> verified = new LinkedHashMap<>();
        for (NoteSignature signature : signatures) {
            List<VerifierKey> keys =
                    known.stream().filter(key -> key.matches(signature)).toList();
            if (keys.size() > 1) {
                throw new InvalidSignatureException("two known keys are called " + keys.getFirst());
            }
            for (VerifierKey key : keys) {
                if (!key.verify(bytes, signature.signature())) {
                    throw new InvalidSignatureException("bad signature by " + key);
                }
                verified.putIfAbsent(key, signature);
            }
        }
        return verified;
    }

    /// The text's bytes: what is signed.
    public byte[] textBytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// The note as it is stored and served.
    public byte[] bytes() {
        StringBuilder note = new StringBuilder(text).append('\n');
        signatures.forEach(signature -> note.append(signature.line()).append('\n'));
        return note.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isText(String text) {
        return text.endsWith("\n") && text.chars().noneMatch(c -> c < 0x20 && c != '\n');
    }
}
