package io.chirograph.gateway;

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
import java.util.concurrent.atomic.AtomicLong;

/// Where request bodies wait that are too large for memory: files of mode 0600, unlinked as soon as they are
/// opened, so that nothing is left when the process dies. A quota bounds all of them together. Safe for many
/// threads.
final class Spool {
    private final Path directory;
    private final long quota;
    private final AtomicLong used = new AtomicLong();

    Spool(Path directory, long quota) {
        this.directory = directory;
        this.quota = quota;
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

    /// Takes room; false when the quota does not have it.
    boolean reserve(long bytes) {
        long before = used.getAndUpdate(now -> now + bytes <= quota ? now + bytes : now);
        return before + bytes <= quota;
    }

    void release(long bytes) {
        used.addAndGet(-bytes);
    }

    long used() {
        return used.get();
    }

    long quota() {
        return quota;
    }

    /// An open file that no longer has a name.
    FileChannel open() throws IOException {
        Path file = directory.resolve(UUID.randomUUID() + ".body");
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        var mode = PosixFilePermissions.asFileAttribute(
                Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
        FileChannel channel = FileChannel.open(file, options, mode);
        try {
            Files.delete(file);
            return channel;
        } catch (IOException e) {
            channel.close();
            throw e;
        }
    }
}
