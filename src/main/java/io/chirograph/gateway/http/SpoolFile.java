package io.chirograph.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/// One spooled body. Failures of the disk have a type of their own, since no peer caused them. One thread.
public final class SpoolFile implements AutoCloseable {
    /// The disk failed, is full, or there is no descriptor.
    public static final class Failure extends UncheckedIOException {
        Failure(IOException cause) {
            super(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        }
    }

    private final FileChannel channel;

    SpoolFile(FileChannel channel) {
        this.channel = channel;
    }

    /// Adds bytes at the end of what was written.
    public void write(byte[] bytes, int length) {
        var buffer = ByteBuffer.wrap(bytes, 0, length);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    /// What was written, from its first byte; one reader at a time. Closing it does not close the file.
    InputStream open() {
        return new Reader(channel);
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    private static final class Reader extends InputStream {
        private final FileChannel channel;
        private long position;

        Reader(FileChannel channel) {
            this.channel = channel;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            try {
                int count = channel.read(ByteBuffer.wrap(into, offset, length), position);
                position += Math.max(count, 0);
                return count;
            } catch (IOException e) {
                throw new Failure(e);
            }
        }

        @Override
        public int available() {
            try {
                return (int) Math.min(Integer.MAX_VALUE, channel.size() - position);
            } catch (IOException e) {
                throw new Failure(e);
            }
        }
    }
}
