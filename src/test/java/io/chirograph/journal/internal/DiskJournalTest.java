package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalLockedException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.Records;
import io.chirograph.journal.RecoveryReport;
import io.chirograph.journal.StoredRecord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskJournalTest {
    private final MutableClock clock = new MutableClock();

    @TempDir
    Path directory;

    private DiskJournal open() throws Exception {
        return DiskJournal.open(directory, Records.limits(64 * 1024, 8), clock);
    }

    @Test
    void aNewJournalIsCreatedEmpty() throws Exception {
        try (var journal = open()) {
            assertThat(journal.recovery()).isEqualTo(new RecoveryReport(true, true, 0, Map.of(), 0, null, 0));
            assertThat(journal.nextSequence()).isZero();
            assertThat(Records.all(journal)).isEmpty();
        }
    }

    @Test
    void whatIsAppendedIsReadBackByteForByte() throws Exception {
        var key = UUID.fromString("01936d4e-0000-7000-8000-000000000001");
        try (var journal = open()) {
            assertThat(journal.append(Records.opens(key, "begun"))).isZero();
            assertThat(journal.append(Records.closes(key, "ended"))).isEqualTo(1);
        }
        try (var journal = open()) {
            List<StoredRecord> found = Records.all(journal);
            assertThat(found).extracting(StoredRecord::sequence).containsExactly(0L, 1L);
            assertThat(found).extracting(Records::text).containsExactly("begun", "ended");
            JournalRecord begun = found.getFirst().entry();
            assertThat(begun.kind()).isEqualTo(RecordKind.OPENS);
            assertThat(begun.key()).isEqualTo(key);
            assertThat(begun.retention()).isEqualTo(Records.retention(key));
            assertThat(begun.time()).isEqualTo(Records.TIME);
        }
    }

    @Test
    void aCleanStopIsReportedAsClean() throws Exception {
        try (var journal = open()) {
            journal.append(Records.plain("one"));
        }
        try (var journal = open()) {
            assertThat(journal.recovery()).isEqualTo(new RecoveryReport(false, true, 1, Map.of(), 0, null, 0));
        }
    }

    @Test
    void closingTwiceIsHarmlessAndAppendingAfterwardsFails() throws Exception {
        var journal = open();
        journal.close();
        journal.close();
        assertThatThrownBy(() -> journal.append(Records.plain("late")))
                .isInstanceOf(JournalFailedException.class)
                .hasMessageContaining("closed");
    }

    @Test
    void keysThatWereOpenedAndNotClosedAreReported() throws Exception {
        var open = new UUID(1, 1);
        var closed = new UUID(2, 2);
        try (var journal = open()) {
            journal.append(Records.opens(open, "a"));
            journal.append(Records.opens(closed, "b"));
            journal.append(Records.closes(closed, "c"));
            assertThat(journal.status().openKeys()).isEqualTo(1);
        }
        try (var journal = open()) {
            assertThat(journal.recovery().openKeys()).containsExactly(Map.entry(open, Records.retention(open)));
        }
    }

    @Test
    void manyCallersGetDenseNumbersAndEachItsOwn() throws Exception {
        var numbers = Collections.synchronizedList(new ArrayList<Long>());
        try (var journal = open()) {
            try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, 400).forEach(i -> {
                    var unused = tasks.submit(() -> numbers.add(journal.append(Records.plain("record " + i))));
                });
            }
            assertThat(numbers)
                    .containsExactlyInAnyOrderElementsOf(
                            LongStream.range(0, 400).boxed().toList());
            assertThat(Records.texts(journal))
                    .containsExactlyInAnyOrderElementsOf(
                            IntStream.range(0, 400).mapToObj(i -> "record " + i).toList());
        }
    }

    @Test
    void theLargestPayloadFitsAndALargerOneIsRefusedByName() throws Exception {
        try (var journal = DiskJournal.open(directory, Records.limits(4096, 100), clock)) {
            var largest = new JournalRecord(
                    RecordKind.PLAIN, new UUID(0, 0), (byte) 0, Instant.EPOCH, new byte[Journal.MAX_PAYLOAD]);
            journal.append(largest);
            assertThat(Records.all(journal).getFirst().entry().payload()).hasSize(Journal.MAX_PAYLOAD);
            var larger = new JournalRecord(
                    RecordKind.PLAIN, new UUID(0, 0), (byte) 0, Instant.EPOCH, new byte[Journal.MAX_PAYLOAD + 1]);
            assertThatThrownBy(() -> journal.append(larger))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("65537");
        }
    }

    @Test
    void anInterruptedCallerStillLearnsTheOutcomeAndStaysInterrupted() throws Exception {
        try (var journal = open()) {
            Thread.currentThread().interrupt();
            long sequence = journal.append(Records.plain("asked for while interrupted"));
            assertThat(Thread.interrupted()).isTrue();
            assertThat(sequence).isZero();
        }
    }

    @Test
    void readingStopsWhereTheReaderSaysAndGoesOnFromThere() throws Exception {
        try (var journal = open()) {
            for (int i = 0; i < 10; i++) {
                journal.append(Records.plain("r" + i));
            }
            var found = new ArrayList<String>();
            long next = journal.read(3, r -> {
                found.add(Records.text(r));
                return found.size() < 4;
            });
            assertThat(next).isEqualTo(7);
            assertThat(found).containsExactly("r3", "r4", "r5", "r6");
            assertThat(journal.read(10, r -> true)).isEqualTo(10);
            assertThatThrownBy(() -> journal.read(11, r -> true)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> journal.read(-1, r -> true)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void whoeverWantsOneRecordReadsLittleOfTheFileAndWhoeverWantsAllReadsItOnce() throws Exception {
        var disk = new MemoryDisk(64 << 20);
        var limits = Records.limits(8 << 20, 4);
        try (var journal = DiskJournal.open(directory, limits, clock, disk, CommitObserver.NONE, false)) {
            for (int i = 0; i < 40; i++) {
                journal.append(Records.plain("r" + i));
                journal.append(Records.plain("x".repeat(Journal.MAX_PAYLOAD - i)));
            }
            long before = disk.bytesRead();
            journal.read(0, r -> false);
            assertThat(disk.bytesRead() - before).isLessThan(20_000);
            before = disk.bytesRead();
            assertThat(Records.all(journal)).hasSize(80);
            assertThat(disk.bytesRead() - before).isBetween(40L * 65_000, 60L * 65_536);
        }
    }

    @Test
    void aSecondUserOfTheDirectoryIsRefusedByName() throws Exception {
        try (var journal = open()) {
            assertThatThrownBy(this::open)
                    .isInstanceOf(JournalLockedException.class)
                    .hasMessageContaining(directory.toString());
            journal.append(Records.plain("undisturbed"));
        }
    }

    @Test
    void aJournalBehindTheArchiveTakesNoRecords() throws Exception {
        try (var journal = open()) {
            journal.append(Records.plain("one"));
            journal.requireAtLeast(1);
            assertThatThrownBy(() -> journal.requireAtLeast(5))
                    .isInstanceOf(JournalCorruptException.class)
                    .hasMessageContaining("sequence 1")
                    .hasMessageContaining("below 5");
            assertThatThrownBy(() -> journal.append(Records.plain("two"))).isInstanceOf(JournalFailedException.class);
            assertThat(journal.status().failure()).contains("below 5");
        }
    }

    @Test
    void filesAreForTheirOwnerAlone() throws Exception {
        Path inner = directory.resolve("a/b");
        try (var journal = DiskJournal.open(inner, Records.limits(4096, 8), clock)) {
            journal.append(Records.plain("one"));
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(inner)))
                    .isEqualTo("rwx------");
            try (var files = Files.list(inner)) {
                for (Path file : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .isEqualTo("rw-------");
                }
            }
        }
    }
}
