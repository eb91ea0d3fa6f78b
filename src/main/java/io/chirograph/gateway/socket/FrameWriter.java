package io.chirograph.gateway.socket;

import io.chirograph.gateway.http.Duplex;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/// Writes frames to one peer, each message in one frame. Thread-safe; nothing follows a close frame.
final class FrameWriter {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int STEP = 16 * 1024;

    private final Duplex to;
    private final boolean masked;
    private final ReentrantLock lock = new ReentrantLock();
    private boolean closed;
    private volatile long waiting;

    /// @param masked whether to mask, as a client has to (RFC 6455 section 5.3)
    FrameWriter(Duplex to, boolean masked) {
        this.to = to;
        this.masked = masked;
    }

    /// Whether the peer has taken no byte for that long, while it was sent some.
    boolean isStalled(Duration longest) {
        long since = waiting;
        return since != 0 && System.nanoTime() - since > longest.toNanos();
    }

    /// Returns when the frame was sent; false, and nothing sent, where a close frame went before.
    boolean write(Frame frame) throws IOException {
        lock.lock();
        try {
            if (closed) {
                return false;
            }
            closed = frame.opcode() == Frame.CLOSE;
            send(frame);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void send(Frame frame) throws IOException {
        byte[] payload = frame.payload();
        ByteBuffer out = ByteBuffer.allocate(Math.min(STEP, 14 + payload.length));
        out.put((byte) (0x80 | frame.opcode()));
        int bit = masked ? 0x80 : 0;
        if (payload.length < 126) {
            out.put((byte) (bit | payload.length));
        } else if (payload.length < 0x10000) {
            out.put((byte) (bit | 126)).putShort((short) payload.length);
        } else {
            out.put((byte) (bit | 127)).putLong(payload.length);
        }
        byte[] mask = new byte[4];
        if (masked) {
            RANDOM.nextBytes(mask);
            out.put(mask);
        }
        int done = 0;
        do {
            int step = Math.min(out.remaining(), payload.length - done);
            int start = out.position();
            out.put(payload, done, step);
            for (int i = 0; masked && i < step; i++) {
                out.array()[start + i] ^= mask[(done + i) & 3];
            }
            waiting = System.nanoTime() | 1;
            try {
                to.write(out.array(), 0, out.position());
            } finally {
                waiting = 0;
            }
            out.clear();
            done += step;
        } while (done < payload.length);
    }
}
