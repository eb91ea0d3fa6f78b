package io.chirograph.content.capture;

import java.io.IOException;
import java.io.InputStream;

/// Content that must be whole before it can be kept; on a disk only encrypted. One thread.
public interface WaitingContent extends AutoCloseable {
    /// @throws IOException there is no room for it
    void write(byte[] bytes, int length) throws IOException;

    /// All that was written, from its first byte.
    InputStream open() throws IOException;

    @Override
    void close();
}
