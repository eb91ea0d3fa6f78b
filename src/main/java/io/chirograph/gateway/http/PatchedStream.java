package io.chirograph.gateway.http;

import java.io.IOException;
import java.io.InputStream;

/// A stream in which other bytes replace one range of its own.
final class PatchedStream extends InputStream {
    private final InputStream in;
    private final byte[] patch;
    private final long replaced;
    private long untilPatch;
    private int patched;
    private boolean skipped;

    /// @param from the first byte that is replaced
    /// @param to behind the last one
    PatchedStream(InputStream in, byte[] patch, long from, long to) {
        this.in = in;
        this.patch = patch;
        this.untilPatch = from;
        this.replaced = to - from;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (untilPatch > 0) {
            int n = in.read(bytes, offset, (int) Math.min(length, untilPatch));
            untilPatch -= Math.max(n, 0);
            return n;
        }
        if (patched < patch.length) {
            int n = Math.min(length, patch.length - patched);
            System.arraycopy(patch, patched, bytes, offset, n);
            patched += n;
            return n;
        }
        if (!skipped) {
            in.skipNBytes(replaced);
            skipped = true;
        }
        return in.read(bytes, offset, length);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
