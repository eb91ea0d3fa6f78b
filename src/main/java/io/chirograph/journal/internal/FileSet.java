package io.chirograph.journal.internal;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalVersionException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data files in order, the active one last. Safe for many threads; readers see a snapshot.
public final class FileSet {
    private static final Logger LOG = LoggerFactory.getLogger(FileSet.class);

    private final Disk disk;
    private final Path directory;
    private volatile List<JournalFile> files;
    private volatile @Nullable JournalFile leaving;

    private FileSet(Disk disk, Path directory, List<JournalFile> files) {
        this.disk = disk;
        this.directory = directory;
        this.files = List.copyOf(files);
    }

    /// Reads the headers of all data files and checks that none is missing between them.
    public static FileSet load(Disk disk, Path directory) throws IOException, JournalCorruptException {
        var files = new ArrayList<JournalFile>();
        for (String name : disk.list(directory).stream()
                .filter(n -> n.endsWith(JournalFile.SUFFIX))
                .sorted()
                .toList()) {
            JournalFile file = header(disk, directory, name);
            if (!files.isEmpty()) {
                checkSuccession(files.getLast(), file);
            }
            files.add(file);
        }
        return new FileSet(disk, directory, files);
    }

    private static JournalFile header(Disk disk, Path directory, String name)
            throws IOException, JournalCorruptException {
        long @Nullable [] numbers = JournalFile.parse(name);
        if (numbers == null) {
            throw new JournalCorruptException(name + ": no name of a journal file, in " + directory);
        }
        try (OpenFile file = disk.openForReading(directory.resolve(name))) {
            var bytes = ByteBuffer.allocate(Frame.HEADER + FileHeader.BYTES);
            bytes.limit((int) Math.min(bytes.capacity(), file.size()));
            file.readFully(bytes, 0);
            bytes.flip();
            int version = Frame.claimedVersion(bytes, 0);
            if (version > Frame.VERSION) {
                throw new JournalVersionException(name + ": written in journal format " + version
                        + ", this program knows up to " + Frame.VERSION + "; start the newer program");
            }
            Frame frame = Frame.decode(bytes, 0);
            FileHeader header = frame == null ? null : FileHeader.decode(frame);
            if (frame == null || header == null || frame.sequence() != numbers[0] || frame.group() != numbers[1]) {
                throw new JournalCorruptException(name + ": the file's header does not hold");
            }
            if (file.size() != header.length()) {
                throw new JournalCorruptException(
                        name + ": the file has " + file.size() + " bytes, its header says " + header.length());
            }
            return new JournalFile(directory.resolve(name), numbers[0], numbers[1], header);
        }
    }

    private static void checkSuccession(JournalFile before, JournalFile file) throws JournalCorruptException {
        if (!file.header().journal().equals(before.header().journal())) {
            throw new JournalCorruptException(
                    file.name() + ": belongs to journal " + file.header().journal() + ", the file before it ("
                            + before.name() + ") to " + before.header().journal());
        }
        if (file.header().previousGroup() != before.firstGroup()) {
            throw new JournalCorruptException(file.name() + ": follows the file that began with group "
                    + file.header().previousGroup() + ", which is missing; the one before it here is "
                    + before.name());
        }
    }

    public List<JournalFile> all() {
        return files;
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    JournalFile active() {
        return files.getLast();
    }

    long firstSequence() {
        return files.getFirst().firstSequence();
    }

    long bytes() {
        JournalFile kept = leaving;
        return files.stream().mapToLong(JournalFile::length).sum() + (kept == null ? 0 : kept.length());
    }

    /// Gives a file, complete and forced under another name, its own name: from here on it is part of the journal.
    void add(Path from, JournalFile file) throws IOException {
        disk.rename(from, file.path());
        disk.forceDirectory(directory);
        synchronized (this) {
            var longer = new ArrayList<>(files);
            longer.add(file);
            files = List.copyOf(longer);
        }
    }

    /// Notes from when on the files wholly below `sequence` are not needed any more.
    synchronized void confirm(long sequence, Instant now) {
        for (int i = 0; i + 1 < files.size() && files.get(i + 1).firstSequence() <= sequence; i++) {
            if (files.get(i).confirmedAt() == null) {
                files.get(i).confirmedAt(now);
            }
        }
    }

    /// Removes the oldest file if it has been confirmed for `grace`, and answers whether it has. It cannot be read any
    /// more as soon as it is to go, even where the disk keeps it until a later try.
    /// @throws IOException the directory could not be forced: final for the journal
    synchronized boolean removeOldest(Instant now, Duration grace) throws IOException {
        JournalFile going = leaving == null ? oldestToGo(now, grace) : leaving;
        if (going == null) {
            return false;
        }
        try {
            disk.delete(going.path());
        } catch (IOException e) {
            if (!going.equals(leaving)) {
                LOG.warn("journal file {} cannot be removed, will be tried again", going.path(), e);
            }
            leaving = going;
            return false;
        }
        disk.forceDirectory(directory);
        leaving = null;
        return true;
    }

    private @Nullable JournalFile oldestToGo(Instant now, Duration grace) {
        if (files.size() < 2) {
            return null;
        }
        JournalFile oldest = files.getFirst();
        Instant confirmedAt = oldest.confirmedAt();
        if (confirmedAt == null || now.isBefore(confirmedAt.plus(grace))) {
            return null;
        }
        files = List.copyOf(files.subList(1, files.size()));
        return oldest;
    }
}
