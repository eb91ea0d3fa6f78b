package io.chirograph.gateway.upstream;

import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.function.BooleanSupplier;

/// Bytes from a provider. Another thread may look at how a response begins; the bytes stay the reader's.
final class UpstreamInput extends PushbackInputStream {
    private static final int STATUS = "HTTP/1.1 ".length();

    private boolean ended;

    UpstreamInput(InputStream in) {
        super(in, STATUS + 1);
    }

    /// Waits for a response on behalf of the reader, for as long as that is wanted; answers whether one came
    /// that is not interim (1xx).
    synchronized boolean listen(BooleanSupplier wanted) throws IOException {
        byte[] ahead = new byte[STATUS + 1];
        int length = 0;
        try {
            for (int n = 0; n >= 0 && length < ahead.length && wanted.getAsBoolean(); ) {
                n = super.read(ahead, length, ahead.length - length);
                length += Math.max(n, 0);
            }
            return length == ahead.length && ahead[STATUS] != '1';
        } finally {
            unread(ahead, 0, length);
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
    public synchronized int read(byte[] bytes, int offset, int length) throws IOException {
        int n = super.read(bytes, offset, length);
        ended |= n < 0;
        return n;
    }
}
