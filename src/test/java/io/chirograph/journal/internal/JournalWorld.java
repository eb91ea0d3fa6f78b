package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.LogModel;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.Records;
import io.chirograph.journal.internal.MemoryDisk.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/// A journal, the disk under it, and the model beside it.
public final class JournalWorld implements AutoCloseable {
    private static final Path DIRECTORY = Path.of("journal");
    private static final JournalProperties LIMITS = Records.limits(4096, 12);
    private static final long PLENTY = 1 << 20;

    private final MutableClock clock = new MutableClock();
    private final LogModel model = new LogModel();
    private MemoryDisk disk = new MemoryDisk(PLENTY);
    private DiskJournal journal;
    private int wrongIn = -1;
    private Outcome wrong = Outcome.DONE;
    private int records;

    public JournalWorld() throws Exception {
        disk.faults((act, name) -> fate());
        journal = open();
    }

    private DiskJournal open() throws IOException, JournalCorruptException {
        return DiskJournal.open(DIRECTORY, LIMITS, clock, disk, CommitObserver.NONE, false);
    }

    private Outcome fate() {
        return wrongIn-- == 0 ? wrong : Outcome.DONE;
    }

    public void check() throws Exception {
        if (disk.isOff() || journal.status().failure() != null) {
            powerCutAndStart(records);
        }
        model.check(journal);
    }

    public void appendTogether(int count, int payload, int seed) throws Exception {
        var random = new Random(seed);
        List<JournalRecord> entries =
                IntStream.range(0, count).mapToObj(i -> entry(payload, random)).toList();
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> appends = entries.stream()
                    .<Callable<Boolean>>map(entry -> () -> append(entry))
                    .toList();
            for (Future<Boolean> done : tasks.invokeAll(appends)) {
                assertThat(outcome(done)).isNotNull();
            }
        }
    }

    private static Boolean outcome(Future<Boolean> done) throws InterruptedException {
        try {
            return done.get();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause());
        }
    }

    private JournalRecord entry(int payload, Random random) {
        String text = "record " + records++ + " " + "p".repeat(payload == 0 ? 0 : random.nextInt(payload));
        var key = new UUID(7, random.nextInt(40));
        return switch (random.nextInt(3)) {
            case 0 -> Records.plain(text);
            case 1 -> Records.opens(key, text);
            default -> Records.closes(key, text);
        };
    }

    private boolean append(JournalRecord entry) {
        try {
            model.acknowledged(journal.append(entry), entry);
            return true;
        } catch (JournalFailedException e) {
            model.unknown(entry);
            return false;
        } catch (JournalFullException e) {
            return false;
        }
    }

    public void confirm(int percent) {
        long below = model.size() * percent / 100;
        journal.confirm(below);
        model.confirmed(below);
    }

    public void keepHouse(int minutes) {
        clock.move(Duration.ofMinutes(minutes));
        journal.keepHouse();
    }

    public void read(int percent, int count) throws Exception {
        if (disk.isOff()) {
            return;
        }
        long first = journal.firstSequence();
        long from = first + (journal.nextSequence() - first) * percent / 100;
        long[] at = {from};
        long next = journal.read(from, stored -> {
            assertThat(stored.sequence()).isEqualTo(at[0]++);
            return at[0] < from + count;
        });
        assertThat(next).isEqualTo(Math.min(from + count, journal.nextSequence()));
    }

    public void freeSpace(int bytes) {
        disk.capacity(bytes < 2_000 ? PLENTY : disk.used() + bytes);
    }

    public void goWrong(Outcome how, int inSteps) {
        wrong = how;
        wrongIn = inSteps;
    }

    public void stopAndStart() throws Exception {
        journal.close();
        if (disk.isOff()) {
            powerCutAndStart(records);
        } else {
            disk = disk.killed();
            start();
        }
    }

    public void killAndStart() throws Exception {
        disk = disk.killed();
        journal.close();
        start();
    }

    public void powerCutAndStart(int seed) throws Exception {
        disk = disk.powerCut(new Random(seed));
        journal.close();
        start();
    }

    /// A start that goes wrong itself is followed by one that does not.
    private void start() throws Exception {
        disk.capacity(PLENTY);
        disk.faults((act, name) -> fate());
        try {
            journal = open();
        } catch (IOException e) {
            disk = disk.powerCut(new Random(records));
            journal = open();
        }
        model.checkRestarted(journal);
    }

    @Override
    public void close() {
        journal.close();
    }
}
