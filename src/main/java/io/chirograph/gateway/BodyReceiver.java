package io.chirograph.gateway;

import io.chirograph.event.Digest;
import io.chirograph.gateway.dialect.Sha256;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;

/// Receives a request body whole before anything leaves, because the started event carries its digest.
final class BodyReceiver {
    private static final int STEP = 16 * 1024;
    private static final int SMALL = 64 * 1024;
    private static final long RESERVE_STEP = 1 << 20;

    private final Spool spool;
    private final int memoryLimit;
    private final Budget memory;

    /// @param memoryLimit a body larger than this is spooled
    /// @param memory room for all bodies in memory together; small ones do not count
    BodyReceiver(Spool spool, int memoryLimit, Budget memory) {
        this.spool = spool;
        this.memoryLimit = memoryLimit;
        this.memory = memory;
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
        long counted =
                declared > SMALL || declared < 0 ? (declared < 0 ? memoryLimit : Math.min(declared, memoryLimit)) : 0;
        if (counted > 0 && !memory.reserve(counted)) {
            return spooled(in, new byte[0], 0, declared, limit, Sha256.create());
        }
        ReceivedBody inMemory = null;
        try {
            MessageDigest sha256 = Sha256.create();
            byte[] buffer = new byte[declared >= 0 ? (int) Math.min(declared, memoryLimit) : STEP];
            int filled = fill(in, buffer, 0, declared, limit);
            while (filled == buffer.length && filled != declared) {
                if (filled >= memoryLimit) {
                    return spooled(in, buffer, filled, declared, limit, sha256);
                }
                buffer = Arrays.copyOf(buffer, (int) Math.min(memoryLimit, Math.max(STEP, buffer.length * 2L)));
                filled = fill(in, buffer, filled, declared, limit);
            }
            sha256.update(buffer, 0, filled);
            inMemory = ReceivedBody.ofMemory(buffer, filled, digest(sha256, filled), () -> memory.release(counted));
            return inMemory;
        } finally {
            if (inMemory == null) {
                memory.release(counted);
            }
        }
    }

    /// Reads until the buffer is full or the body ends; answers how much of the buffer is filled.
    private static int fill(InputStream in, byte[] buffer, int from, long declared, long limit)
            throws IOException, Refusal {
        int filled = from;
        while (filled < buffer.length) {
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
        return filled;
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
            return ReceivedBody.ofFile(
                    file, length, digest(sha256, length), () -> spool.room().release(held));
        } finally {
            if (!done) {
                spool.room().release(reserved);
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
        if (!spool.room().reserve(bytes)) {
            throw Refusal.later(
                    503,
                    "spool-full",
                    "No room for the request body",
                    "Bodies now being received fill the spool of "
                            + spool.room().limit() + " bytes.",
                    Duration.ofSeconds(5));
        }
    }

    private static void write(FileChannel file, byte[] bytes, int length) throws IOException {
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        while (buffer.hasRemaining()) {
            file.write(buffer);
        }
    }

    static Digest digest(MessageDigest finished, long length) {
        return new Digest("sha256", null, HexFormat.of().formatHex(finished.digest()), length);
    }
}
