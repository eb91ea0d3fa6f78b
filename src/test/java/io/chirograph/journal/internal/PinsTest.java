package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.Contents;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.Records;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredRecord;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// Files that content keeps.
class PinsTest {
    private static final Path DIRECTORY = Path.of("journal");
    private static final UUID KEY = new UUID(3, 4);
    private static final byte[] BYTES = Contents.bytes(7000, 1);

    private final MutableClock clock = new MutableClock();
    private MemoryDisk disk = new MemoryDisk(64 << 20);

    private DiskJournal open() throws Exception {
        return open(1000);
    }

    private DiskJournal open(int files) throws Exception {
        var journal = DiskJournal.open(DIRECTORY, Records.limits(8192, files), clock, disk, CommitObserver.NONE, false);
        journal.keepHouse();
        return journal;
    }

    private int files() {
        return (int) disk.image().keySet().stream()
                .filter(name -> name.endsWith(JournalFile.SUFFIX))
                .count();
    }

    /// Some files, all of it confirmed and long ago.
    private void fillAndConfirm(DiskJournal journal) throws Exception {
        for (int i = 0; i < 5; i++) {
            journal.append(Records.plain("x".repeat(6000)));
        }
        confirm(journal, journal.nextSequence());
    }

    private void confirm(DiskJournal journal, long sequence) {
        journal.confirm(sequence);
        clock.move(Duration.ofMinutes(30));
        journal.keepHouse();
    }

    @Test
    void whatIsStagedForAnOpenCallKeepsItsFileAndEveryLaterOne() throws Exception {
        try (var journal = open()) {
            journal.append(Records.opens(KEY, "a"));
            fillAndConfirm(journal);
            assertThat(journal.firstSequence()).isPositive();
            StagedContent staged = journal.stage(KEY, (byte) 0, StagedContent.NONE, BYTES);
            fillAndConfirm(journal);
            int kept = files();
            assertThat(kept).isGreaterThan(4);
            fillAndConfirm(journal);
            assertThat(files()).isGreaterThan(kept);

            long ends = journal.append(Records.closes(KEY, "b"), List.of(Contents.named(0, staged, new byte[0])));
            fillAndConfirm(journal, ends);
            assertThat(files()).as("not confirmed yet").isGreaterThan(kept);
            StoredRecord record = record(journal, ends);
            assertThat(Contents.of(journal, record).get((byte) 0)).isEqualTo(BYTES);
            confirm(journal, ends + 1);
            assertThat(journal.firstSequence()).isGreaterThanOrEqualTo(ends);
        }
    }

    private void fillAndConfirm(DiskJournal journal, long sequence) throws Exception {
        for (int i = 0; i < 5; i++) {
            journal.append(Records.plain("x".repeat(6000)));
        }
        confirm(journal, sequence);
    }

    private static StoredRecord record(DiskJournal journal, long sequence) throws Exception {
        var found = new ArrayList<StoredRecord>();
        journal.read(sequence, one -> {
            found.add(one);
            return false;
        });
        return found.getFirst();
    }

    @Test
    void whatARecordThatIsNotConfirmedNamesStaysOverRestarts() throws Exception {
        long ends;
        try (var journal = open()) {
            journal.append(Records.opens(KEY, "a"));
            StagedContent staged = journal.stage(KEY, (byte) 0, StagedContent.NONE, BYTES);
            for (int i = 0; i < 5; i++) {
                journal.append(Records.plain("x".repeat(6000)));
            }
            ends = journal.append(Records.closes(KEY, "b"), List.of(Contents.named(0, staged, new byte[0])));
            disk = disk.killed();
        }
        for (int restart = 0; restart < 3; restart++) {
            try (var journal = open()) {
                assertThat(journal.recovery().unnamedContent()).isZero();
                confirm(journal, ends);
                assertThat(Contents.of(journal, record(journal, ends)).get((byte) 0))
                        .isEqualTo(BYTES);
                journal.append(Records.plain("x".repeat(6000))); // the active file has neither content nor name then
                journal.append(Records.plain("x".repeat(6000)));
                if (restart != 1) {
                    disk = disk.killed();
                }
            }
            if (restart == 1) {
                disk = disk.killed();
            }
        }
        try (var journal = open()) {
            confirm(journal, ends + 1);
            assertThat(journal.firstSequence()).isGreaterThanOrEqualTo(ends);
        }
    }

    @Test
    void whatWasStagedBeforeARestartKeepsNothing() throws Exception {
        try (var journal = open()) {
            journal.append(Records.opens(KEY, "a"));
            journal.stage(KEY, (byte) 0, StagedContent.NONE, BYTES);
            for (int i = 0; i < 5; i++) {
                journal.append(Records.plain("x".repeat(6000)));
            }
            disk = disk.killed();
        }
        try (var journal = open()) {
            assertThat(journal.recovery().unnamedContent()).isEqualTo(1);
            assertThat(journal.recovery().openKeys()).containsOnlyKeys(KEY);
            confirm(journal, journal.nextSequence());
            assertThat(journal.firstSequence()).isEqualTo(journal.nextSequence() - 1);
        }
    }

    @Test
    void whatIsStagedForACallThatNeverOpensIsKeptForAWhileAndNoLonger() throws Exception {
        try (var journal = open()) {
            StagedContent staged = journal.stage(KEY, (byte) 0, StagedContent.NONE, BYTES);
            for (int i = 0; i < 5; i++) {
                journal.append(Records.plain("x".repeat(6000)));
            }
            journal.confirm(journal.nextSequence());
            clock.move(Pins.ABANDONED.minusSeconds(1));
            journal.keepHouse();
            assertThat(journal.firstSequence()).isZero();
            StagedContent more = journal.stage(KEY, (byte) 0, staged, new byte[] {1});
            clock.move(Pins.ABANDONED.minusSeconds(1));
            journal.keepHouse();
            assertThat(journal.firstSequence()).isZero();
            clock.move(Duration.ofSeconds(1));
            journal.keepHouse();
            assertThat(journal.firstSequence()).isPositive();
            assertThatThrownBy(() ->
                            journal.append(Records.opens(KEY, "a"), List.of(Contents.named(0, more, new byte[0]))))
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining("does not keep any more");
            assertThatThrownBy(() -> journal.stage(KEY, (byte) 0, more, new byte[1]))
                    .isInstanceOf(JournalFullException.class);
            assertThat(journal.status().full()).isFalse();
            journal.append(Records.opens(KEY, "a"), List.of(Contents.inline(0, BYTES)));
        }
    }

    @Test
    void roomThatIsNeededIsNotTakenFromContentThatIs() throws Exception {
        try (var journal = open(8)) {
            journal.append(Records.opens(KEY, "a"));
            StagedContent staged = journal.stage(KEY, (byte) 0, StagedContent.NONE, BYTES);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 100; i++) {
                            journal.append(Records.plain("x".repeat(6000)));
                            journal.confirm(journal.nextSequence());
                        }
                    })
                    .isInstanceOf(JournalFullException.class);
            long ends = journal.append(Records.closes(KEY, "b"), List.of(Contents.named(0, staged, new byte[] {1})));
            assertThat(Contents.of(journal, record(journal, ends)).get((byte) 0))
                    .hasSize(7001);
            journal.confirm(ends + 1);
            journal.keepHouse();
            journal.append(Records.plain("again"));
            assertThat(journal.firstSequence()).isPositive();
        }
    }

    @Test
    void morePinsThanAFrameHoldsMakeMoreFrames() {
        var pins = new Pins();
        for (int i = 0; i < 5000; i++) {
            var staged = new StagedContent(i + 10, 1, 1);
            pins.stage(new UUID(1, i), (byte) 1, StagedContent.NONE, staged, clock.instant());
        }
        List<byte[]> frames = pins.list();
        assertThat(frames).hasSize(3).allMatch(frame -> frame.length <= 65_536);
        var back = new Pins();
        frames.forEach(back::addAll);
        assertThat(back.dropStaged()).isEqualTo(5000);
    }

    @Test
    void namesOfOneFileShareAPin() {
        var pins = new Pins();
        for (int i = 0; i < 100; i++) {
            var key = new UUID(1, i);
            var staged = new StagedContent(50 - i % 10, 1, 1);
            pins.stage(key, (byte) 1, StagedContent.NONE, staged, clock.instant());
            assertThat(pins.name(key, List.of(Contents.named(1, staged, new byte[0])), 1000 + i, 60, 1000))
                    .isEqualTo(Pins.Standing.HELD);
        }
        assertThat(pins.list()).hasSize(1);
        assertThat(pins.list().getFirst()).hasSizeLessThan(64);
        assertThat(pins.oldestGroup(clock.instant(), new OpenKeys())).isEqualTo(41);
        pins.confirm(1099);
        assertThat(pins.oldestGroup(clock.instant(), new OpenKeys())).isEqualTo(41);
        pins.confirm(1100);
        assertThat(pins.oldestGroup(clock.instant(), new OpenKeys())).isEqualTo(Long.MAX_VALUE);
    }
}
