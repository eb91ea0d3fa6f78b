package io.chirograph.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A timestamped signature over a checkpoint (c2sp.org/tlog-cosignature): eight bytes of POSIX seconds, big-endian,
/// and the signature over a message that says that time. Here is what both kinds share, and Ed25519's message;
/// [MlDsa44] has the other.
public final class Cosignature {
    private static final int SIZE = Long.BYTES + Ed25519.SIGNATURE_SIZE;

    private Cosignature() {}

    /// The POSIX seconds that a cosignature claims.
    ///
    /// @param signature what stands behind the key id
    /// @throws MalformedException it has another length, or the time is beyond 2^63-1
    public static long timestamp(byte[] signature) throws MalformedException {
        if (signature.length != SIZE && signature.length != Long.BYTES + MlDsa44.SIGNATURE_SIZE) {
            throw new MalformedException("no cosignature has " + signature.length + " bytes");
        }
        long seconds = ByteBuffer.wrap(signature).getLong();
        if (seconds < 0) {
            throw new MalformedException("a cosignature's time is beyond 2^63-1");
        }
        return seconds;
    }

    /// The bytes that a witness signs for a checkpoint's `text` at `seconds`.
    public static byte[] message(byte[] text, long seconds) {
        byte[] header = ("cosignature/v1\ntime " + seconds + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] message = Arrays.copyOf(header, header.length + text.length);
        System.arraycopy(text, 0, message, header.length, text.length);
        return message;
    }

    /// The time (POSIX seconds) at which `witness` says that it saw `checkpoint` as the log's newest.
    ///
    /// @param line one of the note's own signatures or one kept apart
    /// @throws InvalidSignatureException it is not by this witness, or not good for this checkpoint
    public static long verify(SignedNote checkpoint, NoteSignature line, VerifierKey witness)
            throws InvalidSignatureException {
        if (!witness.type().cosigns() || !witness.matches(line)) {
            throw new InvalidSignatureException(
                    InvalidSignatureException.Reason.MISSING, "no cosignature by " + witness + ": " + line);
        }
        try {
            if (witness.verify(checkpoint.textBytes(), line.signature())) {
                return timestamp(line.signature());
            }
        } catch (MalformedException e) {
            throw new InvalidSignatureException(
                    InvalidSignatureException.Reason.INVALID, "bad cosignature by " + witness + ": " + e.getMessage());
        }
        throw new InvalidSignatureException(InvalidSignatureException.Reason.INVALID, "bad cosignature by " + witness);
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

    static boolean verify(byte[] key, byte[] text, byte[] signature) {
        try {
            byte[] message = message(text, timestamp(signature));
            if (signature.length != SIZE) {
                return false;
            }
            Checkpoint.parse(text);
            return Ed25519.verify(key, message, Arrays.copyOfRange(signature, Long.BYTES, SIZE));
        } catch (MalformedException e) {
            return false;
        }
    }
}
