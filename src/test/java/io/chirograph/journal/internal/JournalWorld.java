package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.Contents;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.LogModel;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.Records;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.internal.MemoryDisk.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
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
                    .<Callable<Boolean>>map(entry -> () -> append(entry, Map.of()))
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
        return ofKey(new UUID(7, random.nextInt(40)), text, random);
    }

    private static JournalRecord keyed(UUID key, String text, Random random) {
        JournalRecord entry = ofKey(key, text, random);
        return new JournalRecord(entry.kind(), key, entry.retention(), entry.time(), entry.payload());
    }

    private static JournalRecord ofKey(UUID key, String text, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Records.plain(text);
            case 1 -> Records.opens(key, text);
            default -> Records.closes(key, text);
        };
    }

    /// Each caller has a key of its own, as calls have, and stages some of its content before.
    public void appendContentTogether(int count, int bytes, int seed) throws Exception {
        var random = new Random(seed);
        List<JournalRecord> entries = IntStream.range(0, count)
                .mapToObj(i -> keyed(new UUID(8, i), "with content " + records++, random))
                .toList();
        try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Boolean>> appends = entries.stream()
                    .<Callable<Boolean>>map(entry -> {
                        Map<Byte, byte[]> content = new TreeMap<>();
                        for (byte part = 0; part <= random.nextInt(3); part++) {
                            content.put(part, Contents.bytes(random.nextInt(bytes + 1), random.nextLong()));
                        }
                        return () -> append(entry, content);
                    })
                    .toList();
            for (Future<Boolean> done : tasks.invokeAll(appends)) {
                assertThat(outcome(done)).isNotNull();
            }
        }
    }

    /// Content that nobody is going to name.
    public void stageInVain(int key, int bytes) {
        try {
            journal.stage(new UUID(8, key), (byte) 0, StagedContent.NONE, Contents.bytes(bytes, bytes));
        } catch (JournalFailedException | JournalFullException e) {
            assertThat(e).hasMessageContaining("journal");
        }
    }

    private boolean append(JournalRecord entry, Map<Byte, byte[]> content) {
        List<NamedContent> named = new ArrayList<>();
        try {
            for (Map.Entry<Byte, byte[]> one : content.entrySet()) {
                byte[] all = one.getValue();
                int[] steps = all.length % 3 == 0
                        ? new int[0]
                        : all.length % 3 == 1 ? new int[] {1, (all.length - 1) / 2 + 1} : new int[] {all.length};
                boolean fits = IntStream.of(steps).sum() <= all.length;
                named.add(Contents.staged(journal, entry.key(), one.getKey(), all, fits ? steps : new int[0]));
            }
        } catch (JournalFailedException | JournalFullException e) {
            return false;
        }
        try {
            model.acknowledged(journal.append(entry, named), entry, content);
            return true;
        } catch (JournalFailedException e) {
            model.unknown(entry, content);
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
