package io.chirograph.gateway;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// What comes from a provider. Its reader may let another thread wait for the first byte, which is then still the
/// reader's.
final class UpstreamInput extends InputStream {
    private final InputStream in;
    private final ReentrantLock lock = new ReentrantLock();
    private int ahead = -1;
    private boolean ended;

    UpstreamInput(InputStream in) {
        this.in = in;
    }

    /// Waits for a byte on behalf of the reader, if that is still wanted; answers whether one came.
    boolean listen(BooleanSupplier wanted) throws IOException {
        lock.lock();
        try {
            if (wanted.getAsBoolean()) {
                ahead = in.read();
            }
            return ahead >= 0;
        } finally {
            lock.unlock();
        }
    }

    /// Whether its reader found the end.
    boolean ended() {
        return ended;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        lock.lock();
        try {
            if (ahead < 0 || length == 0) {
                int n = in.read(bytes, offset, length);
                ended |= n < 0;
                return n;
            }
            bytes[offset] = (byte) ahead;
            ahead = -1;
            return 1;
        } finally {
            lock.unlock();
        }
    }
}
