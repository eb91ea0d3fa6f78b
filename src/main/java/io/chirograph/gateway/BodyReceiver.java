package io.chirograph.gateway;

import io.chirograph.event.Digest;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/// Receives a request body whole before anything leaves, because the started event carries its digest.
final class BodyReceiver {
    private static final int STEP = 16 * 1024;
    private static final long RESERVE_STEP = 1 << 20;

    private final Spool spool;
    private final int memoryLimit;

    BodyReceiver(Spool spool, int memoryLimit) {
        this.spool = spool;
        this.memoryLimit = memoryLimit;
    }

    /// Reads `in` to its end.
    ///
    /// @param declared the declared length, -1 when unknown
    /// @param limit the most that is taken
    /// @throws Refusal the body is larger than `limit`, or the spool has no room
    /// @throws IOException the caller broke off
    ReceivedBody receive(InputStream in, long declared, long limit) throws IOException, Refusal {
        if (declared > limit) {
            throw Refusal.tooLarge(limit, declared);
        }
        MessageDigest sha256 = sha256();
        byte[] buffer = new byte[declared >= 0 ? (int) Math.min(declared, memoryLimit) : STEP];
        int filled = 0;
        while (true) {
            if (filled == buffer.length) {
                if (filled == declared) {
                    break;
                }
                if (filled >= memoryLimit) {
                    return spooled(in, buffer, filled, declared, limit, sha256);
                }
                buffer = Arrays.copyOf(buffer, (int) Math.min(memoryLimit, Math.max(STEP, buffer.length * 2L)));
            }
            int n = in.read(buffer, filled, buffer.length - filled);
            if (n < 0) {
                wholeOrBroken(filled, declared);
                break;
            }
            filled += n;
            if (filled > limit) {
                throw Refusal.tooLarge(limit, null);
            }
        }
        sha256.update(buffer, 0, filled);
        return ReceivedBody.ofMemory(buffer, filled, digest(sha256, filled));
    }

    private ReceivedBody spooled(
            InputStream in, byte[] head, int filled, long declared, long limit, MessageDigest sha256)
            throws IOException, Refusal {
        long reserved = declared >= 0 ? declared : filled + RESERVE_STEP;
        reserve(reserved);
        boolean done = false;
        FileChannel file = null;
        try {
            file = spool.open();
            write(file, head, filled);
            sha256.update(head, 0, filled);
            byte[] buffer = new byte[64 * 1024];
            long length = filled;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                length += n;
                if (length > limit) {
                    throw Refusal.tooLarge(limit, null);
                }
                if (length > reserved) {
                    reserve(RESERVE_STEP);
                    reserved += RESERVE_STEP;
                }
                sha256.update(buffer, 0, n);
                write(file, buffer, n);
            }
            wholeOrBroken(length, declared);
            long held = reserved;
            done = true;
            return ReceivedBody.ofFile(file, length, digest(sha256, length), () -> spool.release(held));
        } finally {
            if (!done) {
                spool.release(reserved);
                if (file != null) {
                    file.close();
                }
            }
        }
    }

    private static void wholeOrBroken(long received, long declared) throws EOFException {
        if (declared >= 0 && received < declared) {
            throw new EOFException("the caller sent " + received + " of " + declared + " bytes");
        }
    }

    private void reserve(long bytes) throws Refusal {
        if (!spool.reserve(bytes)) {
            throw Refusal.later(
                    503,
                    "spool-full",
                    "No room for the request body",
                    "Bodies now being received fill the spool of " + spool.quota() + " bytes.",
                    Duration.ofSeconds(5));
        }
    }

    private static void write(FileChannel file, byte[] bytes, int length) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static Digest digest(MessageDigest finished, long length) {
        return new Digest("sha256", null, HexFormat.of().formatHex(finished.digest()), length);
    }
}
