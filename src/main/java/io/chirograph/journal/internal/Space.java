package io.chirograph.journal.internal;

import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalProperties;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes room before it is needed, and says when there is none.
///
/// Keeps a *spare*, the next file, and a *reserve*, which only takes the ends of calls that are open. While the
/// file system is below its minimum, or the active file is full and no spare can be made, records that open a
/// call or stand alone are refused. [#check] ends that by itself when there is room again. Safe for many threads.
final class Space {
    static final String SPARE = "spare";
    static final String RESERVE = "reserve";
    private static final Logger LOG = LoggerFactory.getLogger(Space.class);
    private static final long LARGEST_RESERVE = 16L << 20;

    private final Disk disk;
    private final Path directory;
    private final JournalProperties limits;
    private final FileSet files;
    private final Clock clock;
    private final long reserveLength;
    private volatile @Nullable Allocation spare;
    private volatile @Nullable Allocation reserve;
    private boolean exhausted;
    private String shortage = "";
    private volatile @Nullable String refusal;

    Space(Disk disk, Path directory, JournalProperties limits, FileSet files, Clock clock) {
        this.disk = disk;
        this.directory = directory;
        this.limits = limits;
        this.files = files;
        this.clock = clock;
        this.reserveLength = Math.min(limits.fileSize().toBytes(), LARGEST_RESERVE);
    }

    /// Why records that may be refused are refused; null while there is room.
    @Nullable
    String refusal() {
        return refusal;
    }

    JournalFullException full() {
        String why = refusal;
        return new JournalFullException(
                "the journal in " + directory + " is full: " + (why == null ? "its reserve is used up" : why),
                limits.recheck());
    }

    /// For a caller that staged content so long ago that its room was needed.
    JournalFullException gone() {
        return new JournalFullException(
                "the journal in " + directory + " does not keep any more what was staged of this content",
                limits.recheck());
    }

    /// Size of all files, spare and reserve included.
    long bytes() {
        return files.bytes() + length(spare) + length(reserve);
    }

    /// Bytes of the files that are made and not begun.
    long held() {
        return length(spare) + length(reserve);
    }

    /// What of the reserve content never takes.
    long forEnds() {
        return reserveLength / 2;
    }

    /// How many bytes the journal can still take in files to come, at the room there is now.
    long room() {
        long onDisk = usable() - limits.minFree().toBytes();
        return Math.max(0, Math.min(limits.maxBytes().toBytes() - bytes(), onDisk)) + length(spare);
    }

    /// The next file; null when there is no room. `owed` may have the reserve.
    /// @param least what it must hold
    /// @param header how much of that is there before the first record
    /// @throws IOException final for the journal
    synchronized @Nullable Allocation take(long least, long header, boolean owed) throws IOException {
        long fileSize = limits.fileSize().toBytes();
        long length = Math.max(least, header > fileSize / 2 ? header + fileSize : fileSize);
        discardShort(length);
        if (spare == null && (!exhausted || owed)) {
            spare = allocate(SPARE, length, reserve == null ? reserveLength : 0);
        }
        Allocation taken = spare;
        spare = null;
        Allocation last = reserve;
        if (taken == null && owed && last != null && last.length() >= least) {
            LOG.warn("journal in {}: the reserve is used for the ends of open calls", directory);
            taken = last;
            reserve = null;
            exhausted();
        }
        if (taken == null) {
            exhausted();
        }
        return taken;
    }

    /// Looks for room: makes spare and reserve where they are missing, resumes or refuses.
    /// @throws IOException final for the journal
    synchronized void check() throws IOException {
        if (reserve == null) {
            reserve = allocate(RESERVE, reserveLength, 0);
        }
        if (spare == null && reserve != null) {
            spare = allocate(SPARE, limits.fileSize().toBytes(), 0);
        }
        exhausted &= spare == null;
        long usable = usable();
        if (usable < limits.minFree().toBytes()) {
            refuse("the file system has " + usable + " bytes free, chirograph.journal.min-free is "
                    + limits.minFree().toBytes());
        } else if (exhausted) {
            refuse(shortage);
        } else if (refusal != null) {
            refusal = null;
            LOG.info("journal in {}: there is room again, recording resumes", directory);
        }
    }

    synchronized void close() throws IOException {
        for (Allocation held : Arrays.asList(spare, reserve)) {
            if (held != null) {
                held.discard(disk);
            }
        }
        spare = null;
        reserve = null;
    }

    private void discardShort(long length) throws IOException {
        Allocation held = spare;
        if (held != null && held.length() < length) {
            spare = null;
            held.discard(disk);
        }
    }

    /// From now on the room that is left is that of open calls' ends.
    private void exhausted() {
        exhausted = true;
        refuse(shortage);
    }

    private void refuse(String why) {
        if (refusal == null) {
            LOG.warn("journal in {}: calls are refused: {}", directory, why);
        }
        refusal = why;
    }

    /// Null when there is no room for `length` and `besides`; room is then noted as short.
    private @Nullable Allocation allocate(String name, long length, long besides) throws IOException {
        while (!roomFor(length + besides)) {
            if (!files.removeOldest(clock.instant(), Duration.ZERO)) {
                return null;
            }
        }
        try {
            return Allocation.create(disk, directory.resolve(name), length);
        } catch (IOException e) {
            String why = "no room can be made for the next file (" + e.getMessage() + ")";
            if (!why.equals(shortage)) {
                LOG.warn("journal in {}: {}", directory, why, e);
            }
            shortage = why;
            return null;
        }
    }

    private boolean roomFor(long length) {
        long total = bytes() + length;
        if (total > limits.maxBytes().toBytes()) {
            shortage = "another file would make " + total + " bytes, chirograph.journal.max-bytes is "
                    + limits.maxBytes().toBytes();
            return false;
        }
        long left = usable() - length;
        if (left < limits.minFree().toBytes()) {
            shortage = "another file would leave " + left
                    + " bytes free on the file system, chirograph.journal.min-free is "
                    + limits.minFree().toBytes();
            return false;
        }
        return true;
    }

    /// 0 when it cannot be told: no call is let through on a guess.
    private long usable() {
        try {
            return disk.usableSpace(directory);
        } catch (IOException e) {
            LOG.warn("free space of {} cannot be read", directory, e);
            return 0;
        }
    }

    private static long length(@Nullable Allocation held) {
        return held == null ? 0 : held.length();
    }
}
