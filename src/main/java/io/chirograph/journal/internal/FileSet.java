package io.chirograph.journal.internal;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.JournalVersionException;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The data files in order, the active one last. Safe for many threads; readers see a snapshot.
public final class FileSet {
    private static final Logger LOG = LoggerFactory.getLogger(FileSet.class);

    private final Disk disk;
    private final Path directory;
    private final Pins pins = new Pins();
    private volatile OpenKeys openKeys = new OpenKeys();
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
            Frame frame = version < Frame.OLDEST_VERSION ? null : Frame.decode(bytes, 0, version);
            FileHeader header = frame == null ? null : FileHeader.decode(frame);
            if (frame == null || header == null || frame.sequence() != numbers[0] || frame.group() != numbers[1]) {
                throw new JournalCorruptException(name + ": the file's header does not hold");
            }
            if (file.size() != header.length()) {
                throw new JournalCorruptException(
                        name + ": the file has " + file.size() + " bytes, its header says " + header.length());
            }
            return new JournalFile(directory.resolve(name), numbers[0], numbers[1], version, header);
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

    /// Content that keeps files here.
    Pins pins() {
        return pins;
    }

    /// What recovery found, before anything is written: which keys are open, and what must stay for records that are
    /// not confirmed.
    void begin(ActiveFile found) {
        openKeys = found.openKeys();
        pins.restore(found.pins());
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

    /// Writes and forces the group that begins a file, then gives the file its name: from here on it is part of the
    /// journal.
    JournalFile begin(Allocation next, long group, long sequence, OpenKeys openKeys, Clock clock) throws IOException {
        var header = new FileHeader(
                files.isEmpty() ? UUID.randomUUID() : active().header().journal(),
                next.length(),
                files.isEmpty() ? -1 : active().firstGroup(),
                openKeys.size());
        List<OpenKeys.Listed> open = openKeys.list();
        List<byte[]> pinned = pins.list();
        var bytes = new GroupBuffer((int) FileHeader.groupBytes(open, pinned));
        bytes.begin(group, Frame.VERSION);
        bytes.note(FrameKind.FILE, sequence, clock.instant(), header.encode());
        for (OpenKeys.Listed keys : open) {
            bytes.add(FrameKind.OPEN_KEYS, keys.retention(), sequence, clock.instant(), Frame.NO_KEY, keys.payload());
        }
        for (byte[] some : pinned) {
            bytes.note(FrameKind.PINS, sequence, clock.instant(), some);
        }
        next.file().writeFully(bytes.finish(), 0);
        next.file().force(false);
        Path path = directory.resolve(JournalFile.name(sequence, group));
        var file = new JournalFile(path, sequence, group, Frame.VERSION, header);
        file.end(bytes.used());
        disk.rename(next.path(), file.path());
        disk.forceDirectory(directory);
        synchronized (this) {
            var longer = new ArrayList<>(files);
            longer.add(file);
            files = List.copyOf(longer);
        }
        return file;
    }

    /// As `Journal#read`, up to `durable`, which was the durable end when the caller asked.
    long read(long from, long durable, Predicate<StoredRecord> sink) throws JournalCorruptException, IOException {
        List<JournalFile> snapshot = files;
        checkRange(from, snapshot.getFirst().firstSequence(), durable);
        long at = from;
        for (int i = 0; i < snapshot.size() && at < durable; i++) {
            long until = i + 1 < snapshot.size()
                    ? Math.min(durable, snapshot.get(i + 1).firstSequence())
                    : durable;
            if (at < until) {
                long satisfied = readFile(snapshot.get(i), at, until, sink);
                if (satisfied >= 0) {
                    return satisfied + 1;
                }
                at = until;
            }
        }
        return at;
    }

    /// Answers at which record `sink` had enough; -1 when it would have more.
    private long readFile(JournalFile of, long from, long until, Predicate<StoredRecord> sink)
            throws IOException, JournalCorruptException {
        try (OpenFile file = disk.openForReading(of.path())) {
            var walk = new FrameWalk(file, of.version(), of.markFor(from), of.end());
            var ahead = new GroupContent();
            while (walk.sequence() < until) {
                if (walk.betweenGroups()) {
                    ahead.clear();
                    of.mark(walk.sequence(), walk.group(), walk.offset());
                }
                long sequence = walk.sequence();
                Frame frame = walk.next();
                if (frame == null) {
                    throw new JournalCorruptException(of.name() + ": no good frame of group " + walk.group()
                            + " at offset " + walk.offset() + ", where sequence " + sequence
                            + " should be; records up to "
                            + (until - 1) + " were durable in this file");
                }
                RecordKind kind = frame.kind().record();
                if (sequence < from) {
                    continue;
                }
                if (kind == null) {
                    ahead.add(frame);
                } else if (!sink.test(stored(of, kind, frame, ahead))) {
                    return sequence;
                }
            }
            return -1;
        } catch (NoSuchFileException e) {
            checkRange(from, firstSequence(), until);
            throw e;
        }
    }

    private static StoredRecord stored(JournalFile of, RecordKind kind, Frame frame, GroupContent ahead)
            throws JournalCorruptException {
        List<StoredContent> content = ahead.of(frame);
        if (content == null) {
            throw new JournalCorruptException(of.name() + ": the content that record " + frame.sequence()
                    + " names does not stand before it in group " + frame.group());
        }
        return new StoredRecord(
                frame.sequence(),
                new JournalRecord(kind, frame.key(), frame.retention(), frame.time(), frame.payload()),
                content);
    }

    /// As `Journal#content`.
    InputStream content(StoredRecord of, StoredContent content) throws JournalCorruptException, IOException {
        byte[] inline = content.inline();
        return inline != null ? new ByteArrayInputStream(inline) : new ContentStream(disk, files, of, content);
    }

    private static void checkRange(long sequence, long first, long durable) {
        if (sequence < first || sequence > durable) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " cannot be read: the journal holds " + first + " to " + (durable - 1));
        }
    }

    /// Notes from when on the files wholly below `sequence` are not needed any more.
    synchronized void confirm(long sequence, Instant now) {
        pins.confirm(sequence);
        for (int i = 0; i + 1 < files.size() && files.get(i + 1).firstSequence() <= sequence; i++) {
            if (files.get(i).confirmedAt() == null) {
                files.get(i).confirmedAt(now);
            }
        }
    }

    /// Removes the oldest file if it has been confirmed for `grace` and no pin keeps it, and answers whether it has.
    /// It cannot be read any more as soon as it is to go, even where the disk keeps it until a later try.
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
        if (pins.oldestGroup(now, openKeys) < files.get(1).firstGroup()) {
            return null;
        }
        files = List.copyOf(files.subList(1, files.size()));
        return oldest;
    }
}
