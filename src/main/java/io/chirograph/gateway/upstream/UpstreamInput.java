package io.chirograph.gateway.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/// Bytes from a provider. Another thread may look at how a response begins; the bytes stay the reader's.
final class UpstreamInput extends InputStream {
    private static final int STATUS = "HTTP/1.1 ".length();

    private final InputStream in;
    private final ReentrantLock lock = new ReentrantLock();
    private final byte[] ahead = new byte[STATUS + 1];
    private int aheadFrom;
    private int aheadTo;
    private boolean ended;

    UpstreamInput(InputStream in) {
        this.in = in;
    }

    /// Waits for a response on behalf of the reader, for as long as that is wanted; answers whether one came
    /// that is not interim (1xx).
    boolean listen(BooleanSupplier wanted) throws IOException {
        lock.lock();
        try {
            for (int n = 0; n >= 0 && aheadTo < ahead.length && wanted.getAsBoolean(); ) {
                n = in.read(ahead, aheadTo, ahead.length - aheadTo);
                aheadTo += Math.max(n, 0);
            }
            return aheadFrom == 0 && aheadTo == ahead.length && ahead[STATUS] != '1';
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
            if (aheadFrom == aheadTo) {
                aheadFrom = 0;
                aheadTo = 0;
                int n = in.read(bytes, offset, length);
                ended |= n < 0;
                return n;
            }
            int n = Math.min(length, aheadTo - aheadFrom);
            System.arraycopy(ahead, aheadFrom, bytes, offset, n);
            aheadFrom += n;
            return n;
        } finally {
            lock.unlock();
        }
    }
}
