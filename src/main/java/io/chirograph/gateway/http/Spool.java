package io.chirograph.gateway.http;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/// Request bodies too large for memory, in encrypted files within one quota. Thread-safe.
///
/// A file has mode 0600 and is unlinked as soon as it is open, so that nothing is left when the process dies. What may
/// be left on the disk's blocks all the same is under a key that this process made at its start and never wrote.
public final class Spool {
    private final Path directory;
    private final MemoryBudget room;
    private final SpoolKey key = new SpoolKey();

    public Spool(Path directory, long quota) {
        this.directory = directory;
        this.room = new MemoryBudget(quota);
        try {
            Files.createDirectories(directory);
            if (Files.getFileStore(directory).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwx------"));
            }
            try (DirectoryStream<Path> leftovers = Files.newDirectoryStream(directory, "*.body")) {
                for (Path leftover : leftovers) {
                    Files.delete(leftover);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the spool directory " + directory + " cannot be used", e);
        }
    }

    /// Room for all bodies together.
    public MemoryBudget room() {
        return room;
    }

    /// An open, unlinked file.
    /// @throws SpoolFile.Failure it cannot be made; retryable
    public SpoolFile open() {
        Path file = directory.resolve(UUID.randomUUID() + ".body");
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var mode = PosixFilePermissions.asFileAttribute(
                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        try {
            FileChannel channel = FileChannel.open(file, options, mode);
            try {
                Files.delete(file);
                return new SpoolFile(channel, key.next());
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new SpoolFile.Failure(e);
        }
    }
}
