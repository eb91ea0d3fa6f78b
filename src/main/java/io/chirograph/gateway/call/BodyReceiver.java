package io.chirograph.gateway.call;

import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.gateway.http.Spool;
import io.chirograph.gateway.http.SpoolFile;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.security.MessageDigest;
import java.util.Arrays;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Receives a request body whole before anything leaves, because the started event carries its digest.
/// @param memoryLimit a body larger than this is spooled
public record BodyReceiver(Spool spool, int memoryLimit) {
    private static final Logger log = LoggerFactory.getLogger(BodyReceiver.class);
    private static final int STEP = 16 * 1024;
    private static final long RESERVE_STEP = 1 << 20;

    /// After so many bytes others have their turn: a virtual thread keeps its processor for as long as bytes come.
    private static final long TURN = 256 * 1024;

    /// Reads `in` to its end. What there is no memory for is spooled.
    /// @param declared the declared length, -1 when unknown
    /// @param limit the most that is taken
    /// @param memory what the request holds; grows by what of the body stays in memory
    /// @throws Refusal the body is larger than `limit`, or the spool has no room or fails
    /// @throws IOException the caller broke off
    public ReceivedBody receive(InputStream in, long declared, long limit, Reservation memory)
            throws IOException, Refusal {
        if (declared > limit) {
            throw Refusal.tooLarge(limit, declared);
        }
        MessageDigest sha256 = Sha256.create();
        int most = (int) (declared >= 0 ? Math.min(declared, memoryLimit) : memoryLimit);
        int size = Math.min(most, STEP);
        if (declared > memoryLimit || !memory.grow(size)) {
            return spooled(in, new byte[0], 0, declared, limit, sha256);
        }
        byte[] buffer = new byte[size];
        int filled = fill(in, buffer, 0, declared, limit);
        while (filled == buffer.length && filled != declared) {
            int larger = (int) Math.min(most, buffer.length * 2L);
            if (larger == buffer.length || !memory.grow(larger - buffer.length)) {
                memory.giveBack(buffer.length);
                return spooled(in, buffer, filled, declared, limit, sha256);
            }
            buffer = Arrays.copyOf(buffer, larger);
            filled = fill(in, buffer, filled, declared, limit);
        }
        sha256.update(buffer, 0, filled);
        int held = buffer.length;
        return ReceivedBody.ofMemory(buffer, filled, ReceivedBody.digest(sha256, filled), () -> memory.giveBack(held));
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
        SpoolFile file = null;
        try {
            file = spool.open();
            file.write(head, filled);
            sha256.update(head, 0, filled);
            byte[] buffer = new byte[STEP];
            long length = filled;
            long turn = TURN;
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
                file.write(buffer, n);
                if (length >= turn) {
                    turn = length + TURN;
                    letOthersRun();
                }
            }
            wholeOrBroken(length, declared);
            long held = reserved;
            done = true;
            return ReceivedBody.ofFile(
                    file,
                    length,
                    ReceivedBody.digest(sha256, length),
                    () -> spool.room().release(held));
        } catch (SpoolFile.Failure e) {
            log.error("a request body could not be spooled: {}", e.getMessage());
            throw new Refusal(
                    ErrorCode.SPOOL_UNAVAILABLE, "The gateway cannot write the request body to its disk now.");
        } finally {
            if (!done) {
                spool.room().release(reserved);
                if (file != null) {
                    file.close();
                }
            }
        }
    }

    @SuppressWarnings("ThreadPriorityCheck") // nothing preempts a virtual thread that never waits
    private static void letOthersRun() {
        Thread.yield();
    }

    private static void wholeOrBroken(long received, long declared) throws EOFException {
        if (declared >= 0 && received < declared) {
            throw new EOFException("the caller sent " + received + " of " + declared + " bytes");
        }
    }

    /// Why a body could not be received.
    public static Refusal refusal(IOException e) {
        if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
            return new Refusal(ErrorCode.REQUEST_TIMEOUT, "The body of the request came too slowly.");
        }
        return e instanceof BadRequestException && !(e instanceof ClientAbortException)
                ? new Refusal(ErrorCode.REQUEST_MALFORMED, "The chunks of the request body are malformed.", "body")
                : new Refusal(ErrorCode.REQUEST_INCOMPLETE, "The request body ended before it was whole.", "body");
    }

    private void reserve(long bytes) throws Refusal {
        if (!spool.room().reserve(bytes)) {
            throw new Refusal(
                    ErrorCode.SPOOL_FULL,
                    "Bodies now being received fill the spool of "
                            + spool.room().limit() + " bytes.");
        }
    }
}
