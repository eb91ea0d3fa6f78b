package io.chirograph.journal.internal;

import io.chirograph.journal.JournalLockedException;
import io.chirograph.support.disk.DiskSteps;
import io.chirograph.support.disk.LockFile;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The file system of this machine. Files and directories are for their owner alone where it has such modes.
public final class LocalDisk extends DiskSteps implements Disk {
    private volatile @Nullable FileStore store;
    private volatile @Nullable Held held;

    @Override
    public void createDirectories(Path directory) throws IOException {
        Path absolute = directory.toAbsolutePath();
        if (Files.isDirectory(absolute)) {
            return;
        }
        Path parent = absolute.getParent();
        if (parent == null) {
            throw new IOException(absolute + " is no directory");
        }
        createDirectories(parent);
        Files.createDirectory(absolute, owner(absolute, "rwx------"));
        forceDirectory(parent);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        try (var entries = Files.list(directory)) {
            return entries.map(Path::getFileName).map(Path::toString).toList();
        }
    }

    @Override
    public OpenFile create(Path path) throws IOException {
        return new Channel(FileChannel.open(
                path,
                Set.<OpenOption>of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                owner(path, "rw-------")));
    }

    @Override
    public OpenFile open(Path path) throws IOException {
        return new Channel(FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    @Override
    public OpenFile openForReading(Path path) throws IOException {
        return new Channel(FileChannel.open(path, StandardOpenOption.READ));
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        Held own = held;
        if (own != null && own.directory.equals(directory)) {
            own.channel.force(true);
            return;
        }
        force(directory);
    }

    private record Held(Path directory, FileChannel channel) {}

    @Override
    public long usableSpace(Path directory) throws IOException {
        FileStore known = store;
        if (known == null) {
            known = Files.getFileStore(directory);
            store = known;
        }
        return known.getUsableSpace();
    }

    /// While it is locked its directory stays open: forcing that takes no descriptor, so that a lack of them is never
    /// a failure of the disk.
    @Override
    public Closeable lock(Path path) throws IOException {
        LockFile lock = LockFile.take(path, owner(path, "rw-------"));
        if (lock == null) {
            throw new JournalLockedException(
                    "journal directory " + path.toAbsolutePath().getParent()
                            + " is in use by another process, which holds " + path.getFileName()
                            + "; one directory serves one process");
        }
        lock.channel().truncate(0);
        lock.channel()
                .write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        Path directory = path.resolveSibling("");
        FileChannel open;
        try {
            open = FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException e) {
            lock.close();
            throw e;
        }
        held = new Held(directory, open);
        return () -> {
            held = null;
            try (lock) {
                open.close();
            }
        };
    }

    private static FileAttribute<?>[] owner(Path path, String mode) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))}
                : new FileAttribute<?>[0];
    }

    private record Channel(FileChannel channel) implements OpenFile {
        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            return channel.write(from, position);
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            return channel.read(to, position);
        }

        @Override
        public void force(boolean metadata) throws IOException {
            channel.force(metadata);
        }

        @Override
        public long size() throws IOException {
            return channel.size();
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
