package io.chirograph.support.disk;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A file that one process holds until it closes it or ends, however it ends.
/// @param channel the open file, to read and to write
/// @param lock kept, since the JVM tells other threads of a lock only while somebody refers to it
public record LockFile(FileChannel channel, FileLock lock) implements Closeable {
    /// Takes a file, which is made where it is missing; null where another process, or another part of this one, has
    /// it.
    public static @Nullable LockFile take(Path file, FileAttribute<?>... attributes) throws IOException {
        FileChannel channel = FileChannel.open(
                file, Set.of(StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE), attributes);
        FileLock lock = null;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException _) {
            lock = null; // held by this very process
        } finally {
            if (lock == null) {
                channel.close();
            }
        }
        return lock == null ? null : new LockFile(channel, lock);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
