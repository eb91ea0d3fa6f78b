package io.chirograph.exporter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/// Everything that staging does to its disk.
class StagingDisk {
    FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
    }

    /// Writes something of `rest`.
    void write(FileChannel file, ByteBuffer rest) throws IOException {
        file.write(rest);
    }

    void force(FileChannel file) throws IOException {
        file.force(true);
    }

    /// In one step; what was there before is replaced.
    void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    }

    /// Makes the names in a directory durable.
    void force(Path directory) throws IOException {
        try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /// Deletes what may be there.
    void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }
}
