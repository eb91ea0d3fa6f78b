package io.chirograph.journal.internal;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.JournalStatus;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.RecoveryReport;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import io.chirograph.support.concurrent.Worker;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The journal on a local disk: one writer thread, group commit. Format, invariants and recovery are in the
/// package's description.
public final class DiskJournal implements Journal {
    private static final Logger LOG = LoggerFactory.getLogger(DiskJournal.class);
    private static final int CROWD = 8;
    private static final long GATHER_NANOS = 150_000;
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final Path directory;
    private final JournalProperties limits;
    private final Clock clock;
    private final CommitObserver observer;
    private final Closeable lock;
    private final FileSet files;
    private final Space space;
    private final Committer committer;
    private final RecoveryReport recovery;
    private final Growth growth = new Growth();
    private final ConcurrentLinkedQueue<Pending> waiting = new ConcurrentLinkedQueue<>();
    private final Thread writer;
    private final @Nullable Worker housekeeper;
    private volatile boolean idle;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile @Nullable JournalFailedException failure;
    private volatile long confirmed;
    private boolean filling;
    private int lastBatch;

    /// Opens or creates the journal in `directory`; on return what it found is durable.
    /// @throws JournalLockedException another process has it
    /// @throws JournalVersionException a newer program wrote it
    /// @throws JournalCorruptException it is damaged; nothing was changed
    public static DiskJournal open(Path directory, JournalProperties limits, Clock clock)
            throws IOException, JournalCorruptException {
        return open(directory, limits, clock, new LocalDisk(), CommitObserver.NONE, true);
    }

    /// `housekeeping` false: nobody calls [#keepHouse] but the caller.
    static DiskJournal open(
            Path directory,
            JournalProperties limits,
            Clock clock,
            Disk disk,
            CommitObserver observer,
            boolean housekeeping)
            throws IOException, JournalCorruptException {
        disk.createDirectories(directory);
        Closeable lock = disk.lock(directory.resolve("lock"));
        try {
            JournalRecovery recovery = JournalRecovery.run(disk, directory, limits, clock);
            logUnlessClean(directory, recovery.report());
            return new DiskJournal(directory, limits, clock, observer, lock, recovery, housekeeping);
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static void logUnlessClean(Path directory, RecoveryReport found) {
        if (!found.clean()) {
            LOG.warn(
                    "journal in {} was not stopped cleanly: {} records, {} keys open, {} torn bytes cut ({})",
                    directory,
                    found.nextSequence(),
                    found.openKeys().size(),
                    found.tornBytes(),
                    found.tornDigest());
        }
    }

    @SuppressWarnings("ThreadStartInConstructor") // last act of a final class
    private DiskJournal(
            Path directory,
            JournalProperties limits,
            Clock clock,
            CommitObserver observer,
            Closeable lock,
            JournalRecovery recovery,
            boolean housekeeping) {
        this.directory = directory;
        this.limits = limits;
        this.clock = clock;
        this.observer = observer;
        this.lock = lock;
        this.files = recovery.files();
        this.space = recovery.space();
        this.recovery = recovery.report();
        this.committer = new Committer(files, space, clock, observer, recovery.start());
        this.confirmed = files.firstSequence();
        this.writer = Thread.ofPlatform().name("journal-writer").daemon().start(this::write);
        this.housekeeper = housekeeping
                ? Worker.start("journal-housekeeping", Worker.Serves.CALLS, _ -> keepHouseRegularly())
                : null;
    }

    @Override
    public StagedContent stage(UUID key, byte part, StagedContent before, byte[] bytes)
            throws JournalFullException, JournalFailedException {
        ContentBounds.check(key, part, before, bytes);
        refuseWhenFailed();
        var pending = Pending.stage(key, part, before, bytes, clock.instant());
        long group = commit(pending);
        return new StagedContent(
                before.pieces() == 0 ? group : before.group(),
                before.pieces() + pending.frames(),
                before.length() + bytes.length);
    }

    @Override
    public InputStream content(StoredRecord of, StoredContent content) throws JournalCorruptException, IOException {
        return files.content(of, content);
    }

    @Override
    public long append(JournalRecord entry, List<NamedContent> content)
            throws JournalFullException, JournalFailedException {
        ContentBounds.check(entry);
        ContentBounds.check(entry, content);
        refuseWhenFailed();
        if (entry.kind() != RecordKind.CLOSES && space.refusal() != null) {
            throw space.full();
        }
        return timed(Pending.append(entry, content));
    }

    @Override
    public long append(List<Entry> entries) throws JournalFullException, JournalFailedException {
        if (entries.size() == 1) {
            return append(entries.getFirst().record(), entries.getFirst().content());
        }
        ContentBounds.check(entries);
        for (Entry one : entries) {
            ContentBounds.check(one.record());
            ContentBounds.check(one.record(), one.content());
        }
        Pending all = Pending.append(entries);
        if (all.bytes() > MAX_TOGETHER || all.frames() > Frame.MAX_GROUP_FRAMES) {
            throw new IllegalArgumentException(entries.size() + " records take " + all.bytes() + " bytes in "
                    + all.frames() + " frames, the journal takes at most " + MAX_TOGETHER + " in "
                    + Frame.MAX_GROUP_FRAMES + " together");
        }
        refuseWhenFailed();
        if (space.refusal() != null) {
            throw space.full();
        }
        return timed(all);
    }

    private long timed(Pending pending) throws JournalFullException, JournalFailedException {
        long began = System.nanoTime();
        long sequence = commit(pending);
        observer.appended(System.nanoTime() - began);
        return sequence;
    }

    private void refuseWhenFailed() throws JournalFailedException {
        JournalFailedException failed = failure;
        if (failed != null) {
            throw new JournalFailedException("the journal is closed for writing: " + failed.getMessage(), failed);
        }
    }

    private long commit(Pending pending) throws JournalFullException, JournalFailedException {
        waiting.add(pending);
        if (ended) {
            failAll(waiting.poll());
        } else if (idle) {
            LockSupport.unpark(writer);
        }
        return pending.await();
    }

    private void write() {
        var batch = new ArrayDeque<Pending>();
        try {
            while (failure == null) {
                collect(batch);
                if (!batch.isEmpty()) {
                    gather(batch);
                    JournalFile before = files.active();
                    committer.commit(batch);
                    if (files.active() != before) {
                        wake(housekeeper); // the next spare is due
                    }
                } else if (closing) {
                    committer.stop();
                    break;
                } else {
                    awaitWork();
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            fail("writing failed: " + e, e);
        } finally {
            ended = true;
            committer.members().forEach(this::failOne);
            batch.forEach(this::failOne);
            failAll(waiting.poll());
        }
    }

    /// No more than about one group, so that nobody waits in a batch who could be in the next.
    private void collect(ArrayDeque<Pending> batch) {
        int bytes = 0;
        while (batch.size() < Frame.MAX_GROUP_FRAMES && bytes < Frame.MAX_GROUP_BYTES) {
            Pending next = waiting.poll();
            if (next == null) {
                return;
            }
            bytes += next.bytes();
            batch.add(next);
        }
    }

    /// Whoever runs is let go on first, since it may append too. When many append at once and few of them are here
    /// yet, the commit waits a moment for the rest: half as many forces carry the same records. Whoever appends
    /// alone never waits.
    @SuppressWarnings("ThreadPriorityCheck") // a yield that does nothing costs groups, nothing else
    private void gather(ArrayDeque<Pending> batch) {
        if (batch.size() < CROWD) {
            Thread.yield();
            collect(batch);
        }
        if (lastBatch >= CROWD && batch.size() * 2 < lastBatch && !closing) {
            LockSupport.parkNanos(this, GATHER_NANOS);
            collect(batch);
        }
        lastBatch = batch.size();
    }

    private void awaitWork() {
        idle = true;
        if (waiting.isEmpty() && !closing && failure == null) {
            LockSupport.park(this);
        }
        idle = false;
    }

    private void failAll(@Nullable Pending first) {
        for (Pending next = first; next != null; next = waiting.poll()) {
            failOne(next);
        }
    }

    private void failOne(Pending pending) {
        JournalFailedException failed = failure;
        pending.fail(
                failed == null
                        ? new JournalFailedException("the journal in " + directory + " is closed", null)
                        : new JournalFailedException(failed.getMessage() + "; the outcome is unknown", failed));
    }

    private synchronized void fail(String why, @Nullable Throwable cause) {
        if (failure == null) {
            String message = "the journal in " + directory + " takes no more records: " + why;
            LOG.error(message, cause);
            failure = new JournalFailedException(message, cause);
            LockSupport.unpark(writer);
        }
    }

    private void keepHouseRegularly() {
        while (!closing) {
            keepHouse();
            LockSupport.parkNanos(this, limits.recheck().toNanos());
        }
    }

    /// One round of what is due: room for what comes, removal of what is confirmed.
    void keepHouse() {
        if (failure != null) {
            return;
        }
        try {
            space.check();
            boolean removed = true;
            while (removed) {
                removed = files.removeOldest(clock.instant(), limits.grace());
            }
            growth.sample(System.nanoTime(), files.bytes() - committer.left());
            warnWhenFilling();
        } catch (IOException e) {
            fail("housekeeping failed: " + e, e);
        } catch (RuntimeException e) {
            LOG.error("journal in {}: housekeeping went wrong, will be tried again", directory, e);
        }
    }

    private void warnWhenFilling() {
        boolean now = filling();
        if (now && !filling) {
            LOG.warn("journal in {} is filling up: {} of {}", directory, space.bytes(), limits.maxBytes());
        }
        filling = now;
    }

    @Override
    public long nextSequence() {
        return committer.nextSequence();
    }

    @Override
    public long firstSequence() {
        return files.firstSequence();
    }

    @Override
    public long read(long sequence, Predicate<StoredRecord> sink) throws JournalCorruptException, IOException {
        return files.read(sequence, nextSequence(), sink);
    }

    @Override
    public synchronized void confirm(long sequence) {
        if (sequence > nextSequence()) {
            throw new IllegalArgumentException(
                    "sequence " + sequence + " cannot be confirmed: the journal ends at " + nextSequence());
        }
        confirmed = Math.max(confirmed, sequence);
        files.confirm(confirmed, clock.instant());
    }

    @Override
    public void requireAtLeast(long sequence) throws JournalCorruptException {
        if (nextSequence() < sequence) {
            String why = "it would go on at sequence " + nextSequence() + " but the archive holds everything below "
                    + sequence + ": the journal was lost or replaced, and no position may be used twice";
            fail(why, null);
            throw new JournalCorruptException("the journal in " + directory + " takes no more records: " + why);
        }
    }

    @Override
    public RecoveryReport recovery() {
        return recovery;
    }

    @Override
    public JournalStatus status() {
        JournalFailedException failed = failure;
        return new JournalStatus(
                failed == null ? null : failed.getMessage(),
                space.refusal() != null,
                space.bytes(),
                limits.maxBytes().toBytes(),
                files.firstSequence(),
                committer.nextSequence(),
                confirmed,
                committer.openCount());
    }

    /// Why calls are refused for want of room; null while there is room.
    @Nullable
    String refusal() {
        return space.refusal();
    }

    /// Whether the files take more than `warn-at` of `max-bytes`.
    boolean filling() {
        return space.bytes() >= limits.warnAt() * limits.maxBytes().toBytes();
    }

    /// When there will be no room left if the journal goes on growing as it did; empty while it does not grow.
    Optional<Duration> timeUntilFull() {
        return growth.timeUntilFull(space.room() + committer.left());
    }

    @Override
    public void close() {
        Worker keeper = housekeeper;
        if (keeper != null) {
            keeper.stop();
        }
        closing = true;
        LockSupport.unpark(writer);
        wake(keeper);
        join(() -> writer.join(MOMENT));
        join(() -> keeper == null || keeper.join(MOMENT));
        synchronized (this) {
            try (lock) {
                committer.close();
                if (failure == null) {
                    space.close();
                }
            } catch (IOException e) {
                LOG.warn("journal in {}: closing its files failed", directory, e);
            }
        }
    }

    /// Waits through interrupts; the thread stays interrupted.
    private static void join(Joined thread) {
        boolean interrupted = false;
        boolean ended = false;
        while (!ended) {
            try {
                ended = thread.join();
            } catch (InterruptedException _) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits a moment for a thread; answers whether it has ended.
    private interface Joined {
        boolean join() throws InterruptedException;
    }

    private static void wake(@Nullable Worker worker) {
        if (worker != null) {
            worker.wake();
        }
    }
}
