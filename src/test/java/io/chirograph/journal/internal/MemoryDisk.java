package io.chirograph.journal.internal;

import io.chirograph.journal.JournalLockedException;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/// A disk with a page cache, as harsh as the contract of a real one allows.
///
/// What is not forced may be lost, sector by sector and in any order; names that are not forced may be lost from
/// the last one back. A force that fails forgets what it should have written, so that the next one succeeds
/// without it, as some kernels do. After [#killed] the page cache is still there, after [#powerCut] it is not.
public final class MemoryDisk implements Disk {
    static final int SECTOR = 64;

    private final Map<String, Inode> names = new TreeMap<>();
    private final Map<String, Inode> durableNames = new TreeMap<>();
    private final List<Runnable> unforcedNames = new ArrayList<>();
    private long capacity;
    private Faults faults = Faults.NONE;
    private boolean locked;
    private boolean off;
    private long bytesRead;

    MemoryDisk(long capacity) {
        this.capacity = capacity;
    }

    /// What may be made to fail: everything that changes something.
    enum Act {
        CREATE,
        WRITE,
        FORCE,
        RENAME,
        DELETE,
        FORCE_DIRECTORY
    }

    /// How an act goes wrong.
    public enum Outcome {
        DONE,
        REFUSED,
        DONE_BUT_REPORTED_FAILED,
        /// Of a write: less than asked is written and no error reported. Of anything else: done.
        SHORT,
        /// The power fails in the middle of it.
        POWER_CUT
    }

    interface Faults {
        Faults NONE = (act, name) -> Outcome.DONE;

        Outcome next(Act act, String name);
    }

    synchronized void faults(Faults next) {
        faults = next;
    }

    synchronized void capacity(long bytes) {
        capacity = bytes;
    }

    /// How much was read since the disk is there.
    synchronized long bytesRead() {
        return bytesRead;
    }

    synchronized boolean isOff() {
        return off;
    }

    synchronized long used() {
        return names.values().stream().mapToLong(inode -> inode.bytes.length).sum();
    }

    /// The files with these bytes, all durable.
    static MemoryDisk of(Map<String, byte[]> image) {
        var disk = new MemoryDisk(Long.MAX_VALUE);
        image.forEach((name, bytes) -> {
            var inode = new Inode(bytes.clone());
            disk.names.put(name, inode);
            disk.durableNames.put(name, inode);
        });
        return disk;
    }

    synchronized Map<String, byte[]> image() {
        var image = new TreeMap<String, byte[]>();
        names.forEach((name, inode) -> image.put(name, inode.bytes.clone()));
        return image;
    }

    /// What the next process finds after this one was killed. This disk is unusable from now on.
    synchronized MemoryDisk killed() {
        var next = new MemoryDisk(capacity);
        var copies = new IdentityHashMap<Inode, Inode>();
        names.forEach((name, inode) -> next.names.put(name, copies.computeIfAbsent(inode, Inode::copy)));
        durableNames.forEach((name, inode) -> next.durableNames.put(name, copies.computeIfAbsent(inode, Inode::copy)));
        if (!next.names.equals(next.durableNames)) {
            Map<String, Inode> latest = new TreeMap<>(next.names);
            next.unforcedNames.add(() -> {
                next.durableNames.clear();
                next.durableNames.putAll(latest);
            });
        }
        off = true;
        return next;
    }

    /// What the next process finds after the power failed. This disk is unusable from now on.
    synchronized MemoryDisk powerCut(Random random) {
        off = true;
        int kept = unforcedNames.isEmpty() ? 0 : random.nextInt(unforcedNames.size() + 1);
        unforcedNames.subList(0, kept).forEach(Runnable::run);
        var next = new MemoryDisk(capacity);
        durableNames.forEach((name, inode) -> {
            var survived = new Inode(inode.afterPowerCut(random));
            next.names.put(name, survived);
            next.durableNames.put(name, survived);
        });
        return next;
    }

    private Outcome act(Act act, String name) throws IOException {
        if (off) {
            throw new IOException("this disk is off");
        }
        Outcome outcome = faults.next(act, name);
        if (outcome == Outcome.REFUSED) {
            throw new IOException("injected: " + act + " of " + name + " refused");
        }
        return outcome;
    }

    private void report(Outcome outcome, Act act, String name) throws IOException {
        if (outcome == Outcome.POWER_CUT) {
            off = true;
        }
        if (outcome == Outcome.POWER_CUT || outcome == Outcome.DONE_BUT_REPORTED_FAILED) {
            throw new IOException("injected: " + act + " of " + name + " reported as failed");
        }
    }

    @Override
    public void createDirectories(Path directory) {
        // there is one directory, and it is there
    }

    @Override
    public synchronized List<String> list(Path directory) {
        return List.copyOf(names.keySet());
    }

    @Override
    public synchronized OpenFile create(Path path) throws IOException {
        String name = name(path);
        Outcome outcome = act(Act.CREATE, name);
        if (names.containsKey(name)) {
            throw new FileAlreadyExistsException(name);
        }
        var inode = new Inode(new byte[0]);
        names.put(name, inode);
        unforcedNames.add(() -> durableNames.put(name, inode));
        report(outcome, Act.CREATE, name);
        return new Handle(name, inode);
    }

    @Override
    public synchronized OpenFile open(Path path) throws IOException {
        Inode inode = names.get(name(path));
        if (inode == null) {
            throw new NoSuchFileException(name(path));
        }
        return new Handle(name(path), inode);
    }

    @Override
    public OpenFile openForReading(Path path) throws IOException {
        return open(path);
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        Outcome outcome = act(Act.RENAME, name(to));
        Inode inode = names.remove(name(from));
        if (inode == null) {
            throw new NoSuchFileException(name(from));
        }
        names.put(name(to), inode);
        unforcedNames.add(() -> {
            durableNames.remove(name(from));
            durableNames.put(name(to), inode);
        });
        report(outcome, Act.RENAME, name(to));
    }

    @Override
    public synchronized void delete(Path path) throws IOException {
        Outcome outcome = act(Act.DELETE, name(path));
        if (names.remove(name(path)) != null) {
            unforcedNames.add(() -> durableNames.remove(name(path)));
        }
        report(outcome, Act.DELETE, name(path));
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        Outcome outcome = act(Act.FORCE_DIRECTORY, "");
        if (outcome != Outcome.POWER_CUT) {
            unforcedNames.forEach(Runnable::run);
            unforcedNames.clear();
        }
        report(outcome, Act.FORCE_DIRECTORY, "");
    }

    @Override
    public synchronized long usableSpace(Path directory) {
        return Math.max(0, capacity - used());
    }

    @Override
    public synchronized Closeable lock(Path path) throws IOException {
        if (off) {
            throw new IOException("this disk is off");
        }
        if (locked) {
            throw new JournalLockedException("journal directory " + path.getParent() + " is in use");
        }
        locked = true;
        return () -> locked = false;
    }

    private static String name(Path path) {
        return path.getFileName().toString();
    }

    private static final class Inode {
        private byte[] bytes;
        private byte[] durable;
        private final BitSet dirty = new BitSet();

        private Inode(byte[] bytes) {
            this.bytes = bytes;
            this.durable = bytes.clone();
        }

        private Inode copy() {
            var copy = new Inode(bytes.clone());
            copy.durable = durable.clone();
            copy.dirty.or(dirty);
            return copy;
        }

        private void write(ByteBuffer from, int length, int position) {
            if (position + length > bytes.length) {
                bytes = Arrays.copyOf(bytes, position + length);
            }
            from.get(bytes, position, length);
            dirty.set(position / SECTOR, (position + length + SECTOR - 1) / SECTOR);
        }

        private void force() {
            durable = Arrays.copyOf(durable, bytes.length);
            dirty.stream().forEach(this::keep);
            dirty.clear();
        }

        private void keep(int sector) {
            int from = sector * SECTOR;
            int to = Math.min(bytes.length, from + SECTOR);
            System.arraycopy(bytes, from, durable, from, to - from);
        }

        private byte[] afterPowerCut(Random random) {
            if (durable.length < bytes.length && random.nextBoolean()) {
                return durable;
            }
            durable = Arrays.copyOf(durable, bytes.length);
            int odds = random.nextInt(5);
            dirty.stream().filter(sector -> random.nextInt(4) < odds).forEach(this::keep);
            return durable;
        }
    }

    private final class Handle implements OpenFile {
        private final String name;
        private final Inode inode;

        private Handle(String name, Inode inode) {
            this.name = name;
            this.inode = inode;
        }

        @Override
        public int write(ByteBuffer from, long position) throws IOException {
            synchronized (MemoryDisk.this) {
                Outcome outcome = act(Act.WRITE, name);
                int length = outcome == Outcome.SHORT ? (from.remaining() + 1) / 2 : from.remaining();
                if (position + length - inode.bytes.length > usableSpace(Path.of(""))) {
                    throw new IOException("No space left on device");
                }
                inode.write(from, length, (int) position);
                report(outcome, Act.WRITE, name);
                return length;
            }
        }

        @Override
        public int read(ByteBuffer to, long position) throws IOException {
            synchronized (MemoryDisk.this) {
                if (off) {
                    throw new IOException("this disk is off");
                }
                if (position >= inode.bytes.length) {
                    return -1;
                }
                int length = Math.min(to.remaining(), inode.bytes.length - (int) position);
                to.put(inode.bytes, (int) position, length);
                bytesRead += length;
                return length;
            }
        }

        @Override
        public void force(boolean metadata) throws IOException {
            synchronized (MemoryDisk.this) {
                try {
                    Outcome outcome = act(Act.FORCE, name);
                    if (outcome != Outcome.POWER_CUT) {
                        inode.force();
                    }
                    report(outcome, Act.FORCE, name);
                } catch (IOException e) {
                    if (!off) {
                        inode.durable = Arrays.copyOf(inode.durable, inode.bytes.length);
                        inode.dirty.clear(); // forgotten: the next force has nothing to write
                    }
                    throw e;
                }
            }
        }

        @Override
        public long size() {
            synchronized (MemoryDisk.this) {
                return inode.bytes.length;
            }
        }

        @Override
        public void close() {
            // nothing is held
        }
    }
}
