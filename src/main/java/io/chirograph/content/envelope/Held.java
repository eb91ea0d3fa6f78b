package io.chirograph.content.envelope;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Plaintext that waits for its tag: in memory, or in a nameless file of mode 0600 where it is large. One thread.
final class Held extends OutputStream {
    static final int IN_MEMORY = 1 << 20;

    private final Path directory;
    private ByteArrayOutputStream memory = new ByteArrayOutputStream(8 << 10);
    private @Nullable FileChannel file;
    private long length;

    /// @param directory must exist where more comes than memory takes
    Held(Path directory) {
        this.directory = directory;
    }

    long length() {
        return length;
    }

    @Override
    public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int count) throws IOException {
        if (file == null && length + count <= IN_MEMORY) {
            memory.write(bytes, offset, count);
        } else {
            spill(ByteBuffer.wrap(bytes, offset, count));
        }
        length += count;
    }

    private void spill(ByteBuffer bytes) throws IOException {
        FileChannel to = file;
        if (to == null) {
            to = open();
            file = to;
            put(to, ByteBuffer.wrap(memory.toByteArray()));
            memory = new ByteArrayOutputStream(0);
        }
        put(to, bytes);
    }

    private static void put(FileChannel to, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            to.write(bytes);
        }
    }

    private FileChannel open() throws IOException {
        Path name = directory.resolve(UUID.randomUUID() + ".opening");
        FileChannel channel = FileChannel.open(
                name,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.delete(name);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }

    /// From its first byte; one reader at a time. Closing it does not close this.
    InputStream read() throws IOException {
        FileChannel from = file;
        if (from == null) {
            return new ByteArrayInputStream(memory.toByteArray());
        }
        from.position(0);
        InputStream in = Channels.newInputStream(from);
        return new InputStream() {
            @Override
            public int read() throws IOException {
                return in.read();
            }

            @Override
            public int read(byte[] into, int offset, int count) throws IOException {
                return in.read(into, offset, count);
            }
        };
    }

    @Override
    public void close() throws IOException {
        memory = new ByteArrayOutputStream(0);
        if (file != null) {
            file.close();
        }
    }
}
