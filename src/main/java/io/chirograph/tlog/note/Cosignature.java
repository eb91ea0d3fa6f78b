package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.Text;
import java.nio.charset.StandardCharsets;

/// A timestamped signature over a checkpoint (c2sp.org/tlog-cosignature), by a witness or by a log.
///
/// Eight bytes of POSIX seconds, big-endian, and the signature over a message that says that time.
public final class Cosignature {
    private Cosignature() {}

    /// The time (POSIX seconds) at which `witness` says that it saw `checkpoint` as the log's newest.
    /// @param line one of the note's own signatures or one kept apart
    /// @throws InvalidSignatureException it is not by this witness, or not good for this checkpoint
    public static long verify(SignedNote checkpoint, NoteSignature line, VerifierKey witness)
            throws InvalidSignatureException {
        if (!witness.type().cosigns() || !witness.matches(line)) {
            throw new InvalidSignatureException("no cosignature by " + witness + ": " + line);
        }
        try {
            if (witness.verify(checkpoint.textBytes(), line.signature())) {
                return TimestampedSignature.timestamp(line.signature());
            }
        } catch (MalformedException e) {
            throw new InvalidSignatureException("bad cosignature by " + witness + ": " + e.getMessage());
        }
        throw new InvalidSignatureException("bad cosignature by " + witness);
    }

    /// Parses a cosignature that is kept apart from its note: one signature line, ending in LF.
    public static NoteSignature parse(byte[] object) throws MalformedException {
        String text = Text.utf8(object);
        if (!text.endsWith("\n") || text.indexOf('\n') != text.length() - 1) {
            throw new MalformedException("a cosignature is one line that ends in LF");
        }
        return NoteSignature.parse(text.substring(0, text.length() - 1));
    }

    /// What [#parse(byte[])] reads.
    public static byte[] encode(NoteSignature line) {
        return (line.line() + "\n").getBytes(StandardCharsets.UTF_8);
    }
}
