package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.Contents;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.Records;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class FullDiskTest {
    private static final Path DIRECTORY = Path.of("journal");
    private static final int FILE = 8192;

    private final MutableClock clock = new MutableClock();
    private final MemoryDisk disk = new MemoryDisk(1 << 20);
    private final List<UUID> open = new ArrayList<>();

    private DiskJournal open(int files, boolean housekeeping) throws Exception {
        var journal = DiskJournal.open(
                DIRECTORY, Records.limits(FILE, files), clock, disk, CommitObserver.NONE, housekeeping);
        journal.keepHouse();
        return journal;
    }

    private static String text() {
        return "t".repeat(500);
    }

    private void openCallsUntilFull(DiskJournal journal) throws Exception {
        while (true) {
            var key = UUID.randomUUID();
            try {
                journal.append(Records.opens(key, text()));
                open.add(key);
            } catch (JournalFullException e) {
                assertThat(e.retryAfter()).isEqualTo(Duration.ofMillis(20));
                return;
            }
        }
    }

    @Test
    void beyondMaxBytesCallsAreRefusedAndOpenOnesStillEnd() throws Exception {
        try (var journal = open(4, false)) {
            openCallsUntilFull(journal);
            assertThat(journal.status().full()).isTrue();
            assertThat(journal.status().failure()).isNull();
            assertThat(journal.refusal()).contains("max-bytes");
            assertThatThrownBy(() -> journal.append(Records.plain("heartbeat")))
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining("max-bytes");
            assertThatThrownBy(() -> journal.append(Records.closes(UUID.randomUUID(), "of no open call")))
                    .isInstanceOf(JournalFullException.class);

            for (UUID key : open.subList(0, 10)) {
                journal.append(Records.closes(key, text()));
            }
            assertThat(journal.status().bytes()).isLessThanOrEqualTo(4L * FILE);
        }
    }

    @Test
    void contentOfAnOpenCallIsTakenFromTheReserveAndThatOfAnotherRefused() throws Exception {
        try (var journal = open(4, false)) {
            openCallsUntilFull(journal);
            UUID call = open.getFirst();
            byte[] bytes = Contents.bytes(1000, 1);
            assertThatThrownBy(() -> journal.stage(UUID.randomUUID(), (byte) 1, StagedContent.NONE, bytes))
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining("max-bytes");
            assertThatThrownBy(() ->
                            journal.append(Records.opens(UUID.randomUUID(), ""), List.of(Contents.inline(0, bytes))))
                    .isInstanceOf(JournalFullException.class);
            long next = journal.nextSequence();
            NamedContent staged = Contents.staged(journal, call, 1, bytes, 300, 300);
            assertThat(journal.append(Records.closes(call, text()), List.of(staged, Contents.inline(2, bytes))))
                    .isEqualTo(next);
            StoredRecord ended = Records.all(journal).getLast();
            assertThat(Contents.of(journal, ended).get((byte) 1)).isEqualTo(bytes);
            assertThat(Contents.of(journal, ended).get((byte) 2)).isEqualTo(bytes);
            assertThat(journal.status().bytes()).isLessThanOrEqualTo(4L * FILE);
        }
    }

    @Test
    void contentLeavesHalfTheReserveToTheEndsOfCalls() throws Exception {
        try (var journal = open(4, false)) {
            openCallsUntilFull(journal);
            UUID greedy = open.getLast();
            assertThatThrownBy(() -> {
                        StagedContent staged = StagedContent.NONE;
                        while (true) {
                            staged = journal.stage(greedy, (byte) 1, staged, Contents.bytes(100, 1));
                        }
                    })
                    .isInstanceOf(JournalFullException.class);
            long next = journal.nextSequence();
            for (UUID key : open.subList(0, 6)) {
                journal.append(Records.closes(key, text()));
            }
            assertThat(journal.nextSequence()).isEqualTo(next + 6);
        }
    }

    @Test
    void aRecordAndItsContentAreRefusedAsOneWhereTheReserveHoldsTheRecordAlone() throws Exception {
        try (var journal = open(4, false)) {
            openCallsUntilFull(journal);
            UUID call = open.getFirst();
            assertThatThrownBy(() -> journal.append(
                            Records.closes(call, text()), List.of(Contents.inline(0, Contents.bytes(FILE, 1)))))
                    .isInstanceOf(JournalFullException.class);
            long next = journal.nextSequence();
            assertThat(journal.append(Records.closes(call, text()))).isEqualTo(next);
            assertThat(Records.all(journal).getLast().content()).isEmpty();
        }
    }

    /// Whatever happens to be the record that the last file has no more room for.
    @Test
    void aCallThatIsLetThroughEndsEvenWhereItsOwnEndIsWhatTakesTheReserve() throws Exception {
        for (int length = 300; length < 700; length += 7) {
            var empty = new MemoryDisk(1 << 20);
            try (var journal =
                    DiskJournal.open(DIRECTORY, Records.limits(FILE, 4), clock, empty, CommitObserver.NONE, false)) {
                journal.keepHouse();
                assertThat(callsOneByOneUntilFull(journal, "t".repeat(length))).isPositive();
                assertThat(journal.refusal()).contains("max-bytes");
            }
        }
    }

    private static int callsOneByOneUntilFull(DiskJournal journal, String text) throws Exception {
        for (int calls = 0; ; calls++) {
            var key = UUID.randomUUID();
            try {
                journal.append(Records.opens(key, text));
            } catch (JournalFullException e) {
                return calls;
            }
            journal.append(Records.closes(key, text));
        }
    }

    @Test
    void whenTheReserveIsUsedUpEndsAreRefusedTooAndNothingFails() throws Exception {
        try (var journal = open(4, false)) {
            openCallsUntilFull(journal);
            assertThatThrownBy(() -> {
                        for (UUID key : open) {
                            journal.append(Records.closes(key, text()));
                        }
                    })
                    .isInstanceOf(JournalFullException.class);
            assertThat(journal.status().failure()).isNull();
        }
    }

    @Test
    void recordingResumesByItselfWhenWhatIsArchivedMakesRoom() throws Exception {
        try (var journal = open(4, true)) {
            openCallsUntilFull(journal);
            journal.confirm(journal.nextSequence());
            Awaitility.await().until(() -> !journal.status().full());
            journal.append(Records.plain("again"));
            assertThat(journal.firstSequence()).isPositive();
        }
    }

    @Test
    void whatIsArchivedGoesBeforeItsGracePeriodIsOverWhenItsRoomIsNeeded() throws Exception {
        try (var journal = open(6, false)) {
            for (int i = 0; i < 200; i++) {
                journal.append(Records.plain(text()));
                journal.confirm(journal.nextSequence());
            }
            assertThat(journal.status().full()).isFalse();
            assertThat(journal.firstSequence()).isPositive();
        }
    }

    @Test
    void withRoomEnoughItStaysForItsGracePeriod() throws Exception {
        try (var journal = open(100, false)) {
            for (int i = 0; i < 50; i++) {
                journal.append(Records.plain(text()));
            }
            journal.confirm(30);
            clock.move(Duration.ofMinutes(9));
            journal.keepHouse();
            assertThat(journal.firstSequence()).isZero();
            clock.move(Duration.ofHours(-5));
            journal.keepHouse();
            assertThat(journal.firstSequence()).isZero();
            clock.move(Duration.ofHours(6));
            journal.keepHouse();
            assertThat(journal.firstSequence()).isPositive().isLessThanOrEqualTo(30);
            assertThatThrownBy(() -> journal.read(0, r -> true)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aFileWhoseRemovalIsReportedAsFailedIsGoneForReadersAndRemovedLater() throws Exception {
        try (var journal = open(100, false)) {
            for (int i = 0; i < 50; i++) {
                journal.append(Records.plain(text()));
            }
            journal.confirm(20);
            clock.move(Duration.ofHours(1));
            disk.faults((act, name) -> act == MemoryDisk.Act.DELETE
                    ? MemoryDisk.Outcome.DONE_BUT_REPORTED_FAILED
                    : MemoryDisk.Outcome.DONE);
            journal.keepHouse();
            assertThat(Records.all(journal).getFirst().sequence())
                    .isEqualTo(journal.firstSequence())
                    .isPositive();
            long before = journal.status().bytes();
            disk.faults(MemoryDisk.Faults.NONE);
            journal.keepHouse();
            assertThat(journal.status().bytes()).isLessThan(before);
            assertThat(journal.status().failure()).isNull();
        }
    }

    @Test
    void belowTheFreeMinimumOfTheFileSystemCallsAreRefusedAndResumeByThemselves() throws Exception {
        var limits = new JournalProperties(
                null,
                DataSize.ofBytes(FILE),
                DataSize.ofBytes(100L * FILE),
                DataSize.ofBytes(50_000),
                0.8,
                Duration.ZERO,
                Duration.ofMillis(20));
        try (var journal = DiskJournal.open(DIRECTORY, limits, clock, disk, CommitObserver.NONE, true)) {
            var key = UUID.randomUUID();
            journal.append(Records.opens(key, "begun"));
            disk.capacity(disk.used() + 40_000); // somebody else took the rest
            Awaitility.await().until(() -> journal.status().full());
            assertThatThrownBy(() -> journal.append(Records.plain("refused")))
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining("min-free");
            journal.append(Records.closes(key, "ended"));
            disk.capacity(1 << 20);
            Awaitility.await().until(() -> !journal.status().full());
            journal.append(Records.plain("again"));
        }
    }

    @Test
    void aDiskWithoutRoomForTheFirstFileRefusesToOpenByName() {
        disk.capacity(1000);
        assertThatThrownBy(() -> open(8, false)).isInstanceOf(IOException.class).hasMessageContaining("min-free");
    }

    @Test
    void moreOpenCallsThanAFileHoldsMakeALongerFile() throws Exception {
        disk.capacity(64 << 20);
        var keys = new ArrayList<UUID>();
        try (var journal = open(4000, false)) {
            for (int i = 0; i < 9000; i++) {
                var key = new UUID(1, i);
                journal.append(Records.opens(key, ""));
                keys.add(key);
            }
            for (int i = 0; i < 3; i++) {
                journal.append(Records.plain("x".repeat(Journal.MAX_PAYLOAD)));
            }
        }
        try (var journal = open(4000, false)) {
            assertThat(journal.recovery().openKeys())
                    .isEqualTo(keys.stream().collect(Collectors.toMap(key -> key, Records::retention)));
            assertThat(Records.all(journal)).hasSize(9003);
        }
    }

    @Test
    void theTimeUntilFullFollowsFromTheGrowth() {
        var growth = new Growth();
        growth.sample(0, 1000);
        assertThat(growth.timeUntilFull(500)).isEmpty();
        growth.sample(Duration.ofSeconds(10).toNanos(), 2000);
        assertThat(growth.timeUntilFull(500)).contains(Duration.ofSeconds(5));
        growth.sample(Duration.ofSeconds(20).toNanos(), 1000);
        assertThat(growth.timeUntilFull(500)).isEmpty();
    }
}
