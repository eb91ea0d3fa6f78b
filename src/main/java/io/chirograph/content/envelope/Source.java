package io.chirograph.content.envelope;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/// Where an envelope is read from; tells failures of reading from a message that is wrong. One thread.
final class Source extends InputStream {
    private final InputStream from;
    private long position;

    Source(InputStream from) {
        this.from = from;
    }

    long position() {
        return position;
    }

    /// @throws UncheckedIOException reading failed
    @Override
    public int read() {
        try {
            int one = from.read();
            position += one < 0 ? 0 : 1;
            return one;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// @throws UncheckedIOException reading failed
    @Override
    public int read(byte[] into, int offset, int count) {
        try {
            int taken = from.read(into, offset, count);
            position += Math.max(taken, 0);
            return taken;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
