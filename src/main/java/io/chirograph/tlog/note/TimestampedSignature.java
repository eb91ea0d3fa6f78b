package io.chirograph.tlog.note;

import io.chirograph.tlog.MalformedException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Ed25519's timestamped signatures over checkpoints (c2sp.org/tlog-cosignature, `cosignature/v1`).
///
/// Eight bytes of POSIX seconds, big-endian, and the signature over a message that says that time.
final class TimestampedSignature {
    private static final int SIZE = Long.BYTES + Ed25519.SIGNATURE_SIZE;

    private TimestampedSignature() {}

    static byte[] of(long seconds, byte[] signature) {
        return ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(seconds)
                .put(signature)
                .array();
    }

    /// The POSIX seconds that a signature of either kind claims.
    static long timestamp(byte[] signature) throws MalformedException {
        if (signature.length != SIZE && signature.length != Long.BYTES + MlDsa44.SIGNATURE_SIZE) {
            throw new MalformedException("no cosignature has " + signature.length + " bytes");
        }
        long seconds = ByteBuffer.wrap(signature).getLong();
        if (seconds < 0) {
            throw new MalformedException("a cosignature's time is beyond 2^63-1");
        }
        return seconds;
    }

    /// The bytes that are signed for a checkpoint's `text` at `seconds`.
    static byte[] message(byte[] text, long seconds) {
        byte[] header = ("cosignature/v1\ntime " + seconds + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] message = Arrays.copyOf(header, header.length + text.length);
        System.arraycopy(text, 0, message, header.length, text.length);
        return message;
    }

    /// Whether `signature`, time and all, is good for a checkpoint's `text`.
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
