package io.chirograph.support.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/// The single steps of a durable write; tests let one of them fail.
public class DiskSteps {
    /// Creates a file; one of that name must not exist.
    public FileChannel create(Path file, FileAttribute<?>... attributes) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes);
    }

    /// Writes something of `rest`.
    public void write(FileChannel file, ByteBuffer rest) throws IOException {
        file.write(rest);
    }

    public void force(FileChannel file) throws IOException {
        file.force(true);
    }

    /// In one step; what was there before is replaced.
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Makes the names in a directory durable.
    public void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Deletes what may be there.
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
