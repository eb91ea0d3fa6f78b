package io.chirograph.gateway.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import javax.crypto.Cipher;

/// One spooled body, encrypted. Failures of the disk have a type of their own, since no peer caused them. One thread.
public final class SpoolFile implements AutoCloseable {
    /// The disk failed, is full, or there is no descriptor.
    public static final class Failure extends UncheckedIOException {
        Failure(IOException cause) {
            super(cause.getClass().getSimpleName() + ": " + cause.getMessage(), cause);
        }
    }

    private static final int PIECE = 16 << 10;

    private final FileChannel channel;
    private final SpoolKey.Stream stream;
    private final Cipher writing;
    private final byte[] encrypted = new byte[PIECE];

    SpoolFile(FileChannel channel, SpoolKey.Stream stream) {
        this.channel = channel;
        this.stream = stream;
        this.writing = stream.at(0);
    }

    /// Adds bytes at the end of what was written.
    public void write(byte[] bytes, int length) {
        try {
            for (int at = 0; at < length; at += PIECE) {
                int count = Math.min(PIECE, length - at);
                SpoolKey.apply(writing, bytes, at, count, encrypted);
                var buffer = ByteBuffer.wrap(encrypted, 0, count);
                while (buffer.hasRemaining()) {
                    channel.write(buffer);
                }
            }
        } catch (IOException e) {
            throw new Failure(e);
        }
    }

    /// What was written, from its first byte; one reader at a time. Closing it does not close the file.
    public InputStream open() {
        return open(0);
    }

    /// The same from the byte at `position`.
    InputStream open(long position) {
        return new Reader(channel, stream.at(position), position);
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
        private final Cipher cipher;
        private long position;

        Reader(FileChannel channel, Cipher cipher, long position) {
            this.channel = channel;
            this.cipher = cipher;
            this.position = position;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) {
            int count;
            try {
                count = channel.read(ByteBuffer.wrap(into, offset, length), position);
            } catch (IOException e) {
                throw new Failure(e);
            }
            if (count > 0) {
                position += count;
                SpoolKey.apply(cipher, into, offset, count);
            }
            return count;
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
