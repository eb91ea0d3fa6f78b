package io.chirograph.content.envelope;

import io.chirograph.content.envelope.ContentSealer.Inside;
import java.io.IOException;
import java.io.InputStream;

/// What an envelope held, every byte of it authenticated. One thread; to be closed.
public final class Opened implements AutoCloseable {
    private final Inside inside;
    private final Held held;
    private final int start;

    /// @param start where the content begins
    Opened(Inside inside, Held held, int start) {
        this.inside = inside;
        this.held = held;
        this.start = start;
    }

    /// Whose content it is, as the envelope says.
    public Inside inside() {
        return inside;
    }

    /// Of the content, in bytes.
    public long length() {
        return held.length() - start;
    }

    /// The content, from its first byte; one reader at a time.
    public InputStream content() throws IOException {
        InputStream in = held.read();
        in.skipNBytes(start);
        return in;
    }

    @Override
    public void close() throws IOException {
        held.close();
    }
}
