package io.chirograph.content.redaction;

import io.chirograph.support.coding.ContentDecoder;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/// A body without its content encoding, as far as that can be undone. One thread.
final class DecodedStream extends InputStream {
    /// So few bytes at a time bound what they can become.
    private static final int PIECE = 1024;

    private final InputStream in;
    private final ContentDecoder decoder;
    private final byte[] piece = new byte[PIECE];
    private byte[] decoded = new byte[8 * PIECE];
    private int from;
    private int to;

    DecodedStream(InputStream in, ContentDecoder decoder) {
        this.in = in;
        this.decoder = decoder;
    }

    @Override
    public int read() throws IOException {
        return fill() ? decoded[from++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, to - from);
        System.arraycopy(decoded, from, bytes, offset, count);
        from += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (from == to) {
            from = 0;
            to = 0;
            if (decoder.broken()) {
                return false;
            }
            int count = in.read(piece);
            if (count < 0) {
                return false;
            }
            decoder.feed(piece, 0, count, this::keep);
            if (decoder.isExcessive()) {
                throw new Incomplete(Incomplete.EXPANSION);
            }
        }
        return true;
    }

    private void keep(byte[] bytes, int offset, int length) {
        if (to + length > decoded.length) {
            decoded = Arrays.copyOf(decoded, Math.max(decoded.length * 2, to + length));
        }
        System.arraycopy(bytes, offset, decoded, to, length);
        to += length;
    }

    @Override
    public void close() {
        decoder.close();
    }
}
