package io.chirograph.journal.internal;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;

/// An open file, read and written at positions.
public interface OpenFile extends Closeable {
    /// May write less than what remains.
    int write(ByteBuffer from, long position) throws IOException;

    /// May read less than what remains; -1 at the end.
    int read(ByteBuffer to, long position) throws IOException;

    void force(boolean metadata) throws IOException;

    long size() throws IOException;

    default void writeFully(ByteBuffer from, long position) throws IOException {
        long at = position;
        while (from.hasRemaining()) {
            int written = write(from, at);
            if (written <= 0) {
                throw new IOException("the file takes no more bytes at offset " + at);
            }
            at += written;
        }
    }

    default void readFully(ByteBuffer to, long position) throws IOException {
        long at = position;
        while (to.hasRemaining()) {
            int read = read(to, at);
            if (read < 0) {
                throw new EOFException("the file ends at offset " + at);
            }
            at += read;
        }
    }
}
