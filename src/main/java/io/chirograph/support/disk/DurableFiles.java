package io.chirograph.support.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;

/// Files that are written whole: after a power cut each holds the old content or the new.
///
/// Each operation is durable on return, the file's name included. `<name>.new` beside a file is used on the way, so
/// one file has one writer at a time.
public final class DurableFiles {
    /// Readable and writable by its owner alone.
    public static final FileAttribute<?> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private static final DiskSteps DISK = new DiskSteps();

    private DurableFiles() {}

    /// Replaces a file. Creates the directory where it is missing.
    public static void replace(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        replace(DISK, file, content, attributes);
    }

    /// The same, step by step. What failed is to be done again from the start: a force that failed says nothing
    /// about bytes written before it.
    public static void replace(DiskSteps disk, Path file, byte[] content, FileAttribute<?>... attributes)
            throws IOException {
        Path directory = Files.createDirectories(directory(file));
        Path incoming = incoming(file);
        disk.delete(incoming);
        write(disk, incoming, content, attributes);
        disk.rename(incoming, file);
        disk.force(directory);
    }

    /// Writes a new file. Creates the directory where it is missing.
    /// @throws java.nio.file.FileAlreadyExistsException the name is taken; that file is untouched
    public static void create(Path file, byte[] content, FileAttribute<?>... attributes) throws IOException {
        Path directory = Files.createDirectories(directory(file));
        write(DISK, file, content, attributes);
        DISK.force(directory);
    }

    /// Replaces `to` by a copy of `from`, with its owner and permissions as far as they can be set.
    public static void copy(Path from, Path to) throws IOException {
        Path incoming = incoming(to);
        Files.copy(from, incoming, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.COPY_ATTRIBUTES);
        try (FileChannel channel = FileChannel.open(incoming, StandardOpenOption.WRITE)) {
            DISK.force(channel);
        }
        DISK.rename(incoming, to);
        forceNames(directory(to));
    }

    /// Makes the names in a directory durable.
    public static void forceNames(Path directory) throws IOException {
        DISK.force(directory);
    }

    private static void write(DiskSteps disk, Path file, byte[] content, FileAttribute<?>... attributes)
            throws IOException {
        try (FileChannel channel = disk.create(file, attributes)) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                disk.write(channel, rest);
            }
            disk.force(channel);
        }
    }

    private static Path directory(Path file) {
        return Objects.requireNonNull(file.toAbsolutePath().getParent(), "a directory is no file");
    }

    private static Path incoming(Path file) {
        return file.resolveSibling(file.getFileName() + ".new");
    }
}
