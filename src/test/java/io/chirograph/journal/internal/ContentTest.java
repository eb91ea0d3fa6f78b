package io.chirograph.journal.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.journal.Contents;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.MutableClock;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.Records;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/// Content in a journal of small files.
class ContentTest {
    private static final Path DIRECTORY = Path.of("journal");
    private static final UUID KEY = new UUID(3, 4);

    private final MutableClock clock = new MutableClock();
    private MemoryDisk disk = new MemoryDisk(64 << 20);

    private DiskJournal open(int fileBytes) throws Exception {
        var journal =
                DiskJournal.open(DIRECTORY, Records.limits(fileBytes, 1000), clock, disk, CommitObserver.NONE, false);
        journal.keepHouse();
        return journal;
    }

    private static StoredRecord only(Journal journal) throws Exception {
        return Records.all(journal).getFirst();
    }

    @Test
    void whatComesWithARecordIsReadInline() throws Exception {
        byte[] request = Contents.bytes(Journal.MAX_INLINE, 1);
        byte[] response = Contents.bytes(Journal.MAX_INLINE, 2);
        var largest = new JournalRecord(RecordKind.OPENS, KEY, (byte) 1, Instant.EPOCH, new byte[Journal.MAX_PAYLOAD]);
        try (var journal = open(4096)) {
            long groups = groups(journal);
            assertThat(journal.append(largest, List.of(Contents.inline(0, request), Contents.inline(1, response))))
                    .isZero();
            assertThat(groups(journal) - groups)
                    .as("one group for all, two that begin files, and the one asked with")
                    .isEqualTo(4);
        }
        disk = disk.powerCut(new Random(1));
        try (var journal = open(4096)) {
            List<StoredContent> found = only(journal).content();
            assertThat(found).extracting(StoredContent::part).containsExactly((byte) 0, (byte) 1);
            assertThat(found.get(0).inline()).isEqualTo(request);
            assertThat(found.get(1).inline()).isEqualTo(response);
            assertThat(found.get(1).head()).isEqualTo(Contents.head((byte) 1));
            assertThat(found.get(1).retentionClass()).isEqualTo(Contents.CLASS);
            assertThat(Contents.of(journal, only(journal)).get((byte) 1)).isEqualTo(response);
            // As a reader that kept no bytes would ask.
            StoredContent bare = found.get(1);
            assertThat(Contents.bytes(
                            journal,
                            only(journal),
                            new StoredContent((byte) 1, "c", new byte[0], bare.length(), null, bare.group())))
                    .isEqualTo(response);
        }
    }

    private static long groups(DiskJournal journal) throws Exception {
        // What is staged says in which group it lies.
        return journal.stage(new UUID(9, 9), (byte) 0, StagedContent.NONE, new byte[1])
                .group();
    }

    @Test
    void emptyContentIsContentToo() throws Exception {
        try (var journal = open(4096)) {
            journal.append(Records.opens(KEY, "a"), List.of(Contents.inline(0, new byte[0])));
            assertThat(only(journal).content().getFirst().inline()).isEmpty();
            assertThat(Contents.of(journal, only(journal)).get((byte) 0)).isEmpty();
        }
    }

    @Test
    void whatIsStagedOverManyFilesIsReadBackWhole() throws Exception {
        byte[] all = Contents.bytes(900_000, 7);
        byte[] other = Contents.bytes(20_000, 8);
        try (var journal = open(8192)) {
            journal.append(Records.opens(KEY, "begins"));
            StagedContent staged = StagedContent.NONE;
            StagedContent others = StagedContent.NONE;
            var random = new Random(5);
            int at = 0;
            int otherAt = 0;
            while (at < 700_000) {
                int step = 1 + random.nextInt(at < 100_000 ? 3000 : 200_000);
                step = Math.min(step, 700_000 - at);
                staged = journal.stage(KEY, (byte) 1, staged, Arrays.copyOfRange(all, at, at + step));
                at += step;
                if (otherAt < 10_000) {
                    others = journal.stage(KEY, (byte) 0, others, Arrays.copyOfRange(other, otherAt, otherAt + 500));
                    otherAt += 500;
                }
                journal.append(Records.plain("between"));
            }
            assertThat(staged.length()).isEqualTo(700_000);
            List<NamedContent> named = List.of(
                    Contents.named(1, staged, Arrays.copyOfRange(all, 700_000, 900_000)),
                    Contents.named(0, others, Arrays.copyOfRange(other, otherAt, other.length)));
            journal.append(Records.closes(KEY, "ends"), named);
            assertThat(disk.image().keySet().stream().filter(n -> n.endsWith(JournalFile.SUFFIX)))
                    .hasSizeGreaterThan(10);
            assertWhole(journal, all, other);
        }
        disk = disk.killed();
        try (var journal = open(8192)) {
            assertWhole(journal, all, other);
        }
    }

    private static void assertWhole(Journal journal, byte[] all, byte[] other) throws Exception {
        StoredRecord ends = Records.all(journal).getLast();
        assertThat(ends.content()).extracting(StoredContent::inline).containsOnlyNulls();
        assertThat(Contents.of(journal, ends)).containsOnlyKeys((byte) 0, (byte) 1);
        assertThat(Contents.of(journal, ends).get((byte) 1)).isEqualTo(all);
        assertThat(Contents.of(journal, ends).get((byte) 0)).isEqualTo(other);
        try (InputStream in = journal.content(ends, ends.content().getFirst())) {
            for (int i = 0; i < 1000; i++) {
                assertThat(in.read()).isEqualTo(all[i] & 0xFF);
            }
        }
    }

    @Test
    void whatWasStagedAnewIsReadFromItsOwnBeginning() throws Exception {
        byte[] second = Contents.bytes(5000, 2);
        try (var journal = open(8192)) {
            StagedContent given = journal.stage(KEY, (byte) 0, StagedContent.NONE, Contents.bytes(3000, 1));
            NamedContent named = Contents.staged(journal, KEY, 0, second, 1000, 1000, 2900);
            assertThatThrownBy(() -> journal.stage(KEY, (byte) 0, given, new byte[1]))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(KEY.toString());
            assertThatThrownBy(() ->
                            journal.append(Records.opens(KEY, "a"), List.of(Contents.named(0, given, new byte[0]))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThat(journal.append(Records.opens(KEY, "a"), List.of(named))).isZero();
            assertThat(Contents.of(journal, only(journal)).get((byte) 0)).isEqualTo(second);
        }
    }

    @Test
    void whatIsOutOfBoundsIsRefusedByName() throws Exception {
        try (var journal = open(4096)) {
            byte[] tooLong = new byte[Journal.MAX_INLINE + 1];
            assertRefused(() -> journal.stage(KEY, (byte) 0, StagedContent.NONE, new byte[0]), "0 bytes");
            assertRefused(() -> journal.stage(KEY, (byte) 0, StagedContent.NONE, tooLong), "262145");
            assertRefused(() -> journal.stage(KEY, (byte) -1, StagedContent.NONE, new byte[1]), "part is -1");
            assertRefused(() -> journal.stage(Frame.NO_KEY, (byte) 0, StagedContent.NONE, new byte[1]), "key");
            assertRefused(
                    () -> journal.stage(KEY, (byte) 0, new StagedContent(-1, 1, 1), new byte[1]), "StagedContent");
            assertRefused(() -> append(journal, Contents.inline(0, tooLong)), "262145");
            assertRefused(() -> append(journal, named("", new byte[0])), "name has 0 bytes");
            assertRefused(() -> append(journal, named("ä".repeat(33), new byte[0])), "name has 66 bytes");
            assertRefused(() -> append(journal, named("c", new byte[Journal.MAX_HEAD + 1])), "2049");
            assertRefused(
                    () -> append(journal, Contents.inline(1, new byte[1]), Contents.inline(1, new byte[1])), "twice");
            NamedContent[] five = new NamedContent[5];
            for (int i = 0; i < five.length; i++) {
                five[i] = Contents.inline(i, new byte[Journal.MAX_INLINE]);
            }
            assertRefused(() -> append(journal, five), "1048576");
            assertThat(journal.nextSequence()).isZero();
            journal.append(Records.opens(KEY, ""), List.of(named("c".repeat(64), new byte[Journal.MAX_HEAD])));
            assertThat(only(journal).content().getFirst().head()).hasSize(Journal.MAX_HEAD);
        }
    }

    private static NamedContent named(String retentionClass, byte[] head) {
        return new NamedContent((byte) 127, retentionClass, head, StagedContent.NONE, new byte[1]);
    }

    private static void append(Journal journal, NamedContent... content) throws Exception {
        journal.append(Records.opens(KEY, ""), List.of(content));
    }

    private static void assertRefused(ThrowingCallable call, String says) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContaining(says);
    }

    @Test
    void manyStageAndAppendAtOnceAndEachGetsItsOwn() throws Exception {
        disk = new MemoryDisk(1 << 30);
        try (var journal =
                DiskJournal.open(DIRECTORY, Records.limits(64 * 1024, 4000), clock, disk, CommitObserver.NONE, true)) {
            try (var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    int caller = i;
                    all.add(tasks.submit(() -> {
                        for (int round = 0; round < 5; round++) {
                            call(journal, new UUID(caller + 1, round));
                        }
                        return null;
                    }));
                }
                for (Future<?> one : all) {
                    one.get();
                }
            }
            assertAllCalls(journal);
        }
        disk = disk.powerCut(new Random(3));
        try (var journal = open(64 * 1024)) {
            assertThat(journal.recovery().clean()).isTrue();
            assertThat(journal.recovery().unnamedContent()).isZero();
            assertAllCalls(journal);
        }
    }

    private static byte[] bytes(UUID key, int part) {
        int caller = (int) key.getMostSignificantBits();
        return Contents.bytes((caller * 131 + part * 777) % 9000, key.hashCode() + part);
    }

    private static void call(Journal journal, UUID key) throws JournalFullException, JournalFailedException {
        byte[] request = bytes(key, 0);
        journal.append(
                Records.opens(key, key.toString()),
                List.of(Contents.staged(journal, key, 0, request, request.length / 2 + 1, request.length / 3 + 1)));
        byte[] response = bytes(key, 1);
        journal.append(Records.closes(key, key.toString()), List.of(Contents.inline(1, response)));
    }

    private static void assertAllCalls(Journal journal) throws Exception {
        List<StoredRecord> found = Records.all(journal);
        assertThat(found).hasSize(1000);
        for (StoredRecord record : found) {
            byte part = (byte) (record.entry().kind() == RecordKind.OPENS ? 0 : 1);
            assertThat(Records.text(record)).isEqualTo(record.entry().key().toString());
            Map<Byte, byte[]> content = Contents.of(journal, record);
            assertThat(content).containsOnlyKeys(part);
            assertThat(content.get(part)).isEqualTo(bytes(record.entry().key(), part));
        }
    }

    @Test
    void aMissingPieceIsToldWhileReading() throws Exception {
        byte[] all = Contents.bytes(130_000, 1);
        StagedContent staged;
        try (var journal = open(1 << 20)) {
            NamedContent named = Contents.staged(journal, KEY, 0, all, 1, 60_000, 60_000);
            staged = named.staged();
            journal.append(Records.opens(KEY, "a"), List.of(named));
            StoredRecord record = only(journal);
            // A reader that claims more than is there.
            StoredContent more = content(record, all.length + 1, staged.group());
            assertFails(journal, record, more, "is missing");
            assertFails(journal, record, content(record, all.length, staged.group() + 1), "piece 1");
            assertFails(journal, record, content(record, all.length - 1, staged.group()), "at most");
        }
    }

    private static StoredContent content(StoredRecord record, long length, long group) {
        return new StoredContent(record.content().getFirst().part(), "c", new byte[0], length, null, group);
    }

    private static void assertFails(Journal journal, StoredRecord record, StoredContent content, String says) {
        assertThatThrownBy(() -> Contents.bytes(journal, record, content))
                .isInstanceOf(IOException.class)
                .hasCauseInstanceOf(JournalCorruptException.class)
                .hasMessageContaining("record 0")
                .hasMessageContaining(says);
    }

    @Test
    void aBadFrameOfAnOlderFileIsToldWhileReading() throws Exception {
        byte[] all = Contents.bytes(20_000, 1);
        try (var journal = open(8192)) {
            NamedContent named = Contents.staged(journal, KEY, 0, all, 5000, 5000, 5000, 5000);
            journal.append(Records.opens(KEY, "a"), List.of(named));
        }
        Map<String, byte[]> image = disk.image();
        List<String> names = image.keySet().stream()
                .filter(n -> n.endsWith(JournalFile.SUFFIX))
                .toList();
        assertThat(names).hasSizeGreaterThan(2);
        Objects.requireNonNull(image.get(names.get(1)))[3000] ^= 1;
        disk = MemoryDisk.of(image);
        try (var journal = open(8192)) {
            StoredRecord record = only(journal);
            assertThatThrownBy(() ->
                            Contents.bytes(journal, record, record.content().getFirst()))
                    .isInstanceOf(IOException.class)
                    .hasCauseInstanceOf(JournalCorruptException.class)
                    .hasMessageContaining(names.get(1));
        }
    }

    @Test
    void whatNobodyNamedIsCountedOnceAndNeverRead() throws Exception {
        var other = new UUID(5, 5);
        try (var journal = open(8192)) {
            journal.append(
                    Records.opens(KEY, "a"), List.of(Contents.staged(journal, KEY, 0, Contents.bytes(9000, 1), 9000)));
            journal.stage(KEY, (byte) 1, StagedContent.NONE, Contents.bytes(6000, 2));
            journal.append(Records.plain("x".repeat(6000))); // another file: its header says what is staged
            journal.stage(other, (byte) 0, StagedContent.NONE, Contents.bytes(100, 3));
            journal.stage(other, (byte) 1, StagedContent.NONE, Contents.bytes(100, 3));
            journal.append(Records.plain("x"), List.of());
            disk = disk.killed();
        }
        for (int start = 0; start < 2; start++) { // reported again until a record follows
            try (var journal = open(8192)) {
                assertThat(journal.recovery().unnamedContent()).isEqualTo(3);
                assertThat(Records.all(journal)).hasSize(3);
                assertThat(Contents.of(journal, only(journal))).containsOnlyKeys((byte) 0);
                assertThat(Records.all(journal).get(2).content()).isEmpty();
                disk = disk.killed();
            }
        }
        try (var journal = open(8192)) {
            journal.append(Records.closes(KEY, "interrupted"));
            disk = disk.killed();
        }
        try (var journal = open(8192)) {
            assertThat(journal.recovery().unnamedContent()).isZero();
        }
    }

    @Test
    void aTornGroupIsCutWithItsContent() throws Exception {
        try (var journal = open(1 << 20)) {
            journal.append(Records.opens(KEY, "a"), List.of(Contents.inline(0, Contents.bytes(100_000, 1))));
            journal.append(Records.closes(KEY, "b"), List.of(Contents.inline(1, Contents.bytes(200_000, 2))));
            disk = disk.killed();
        }
        Map<String, byte[]> image = disk.image();
        byte[] whole = Objects.requireNonNull(image.get(JournalFile.name(0, 0)));
        int end = whole.length;
        while (whole[end - 1] == 0) {
            end--;
        }
        for (int cut = end - 1; cut > end - 200_000; cut -= 9_999) {
            byte[] torn = whole.clone();
            Arrays.fill(torn, cut, torn.length, (byte) 0);
            disk = MemoryDisk.of(Map.of(JournalFile.name(0, 0), torn));
            try (var journal = open(1 << 20)) {
                assertThat(journal.recovery().tornBytes()).isPositive();
                assertThat(journal.recovery().unnamedContent()).isZero();
                assertThat(journal.recovery().openKeys()).containsOnlyKeys(KEY);
                assertThat(Records.all(journal)).hasSize(1);
                assertThat(Contents.of(journal, only(journal)).get((byte) 0)).isEqualTo(Contents.bytes(100_000, 1));
            }
        }
    }

    @Test
    void aClockThatStandsStillOrGoesBackDropsNothingOfAnOpenCall() throws Exception {
        try (var journal = open(8192)) {
            journal.append(Records.opens(KEY, "a"));
            StagedContent staged = journal.stage(KEY, (byte) 0, StagedContent.NONE, Contents.bytes(7000, 1));
            for (int i = 0; i < 10; i++) {
                journal.append(Records.plain("x".repeat(6000)));
                journal.confirm(journal.nextSequence());
                clock.move(Duration.ofHours(i % 2 == 0 ? 30 : -20));
                journal.keepHouse();
            }
            journal.append(Records.closes(KEY, "b"), List.of(Contents.named(0, staged, Contents.bytes(10, 2))));
            assertThat(Contents.of(journal, Records.all(journal).getLast()).get((byte) 0))
                    .hasSize(7010);
        }
    }
}
