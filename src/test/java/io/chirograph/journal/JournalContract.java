package io.chirograph.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// What every journal does, wherever it keeps its records.
public abstract class JournalContract {
    private static final UUID CALL = new UUID(7, 7);

    /// The same place each time within one test.
    protected abstract Journal open() throws Exception;

    @Test
    void aRecordIsReadBackAsItWasAppended() throws Exception {
        var plain = Records.plain("one");
        var opens = Records.opens(CALL, "two");
        var rotates = new JournalRecord(RecordKind.ROTATES, new UUID(0, 77), (byte) 3, Records.TIME, new byte[0]);
        try (Journal journal = open()) {
            assertThat(journal.recovery().created()).isTrue();
            assertThat(journal.append(plain)).isZero();
            assertThat(journal.append(opens)).isEqualTo(1);
            assertThat(journal.append(rotates)).isEqualTo(2);
            assertThat(journal.nextSequence()).isEqualTo(3);
            checkAll(journal, plain, opens, rotates);
            assertThat(journal.status().openKeys()).isEqualTo(1);
        }
        try (Journal journal = open()) {
            checkAll(journal, plain, opens, rotates);
            assertThat(journal.recovery().created()).isFalse();
            assertThat(journal.recovery().nextSequence()).isEqualTo(3);
            assertThat(journal.recovery().openKeys()).isEqualTo(Map.of(CALL, opens.retention()));
            assertThat(journal.append(Records.closes(CALL, "three"))).isEqualTo(3);
            assertThat(journal.status().openKeys()).isZero();
        }
    }

    private static void checkAll(Journal journal, JournalRecord... expected) throws Exception {
        List<StoredRecord> found = Records.all(journal);
        assertThat(found).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            StoredRecord one = found.get(i);
            assertThat(one.sequence()).isEqualTo(i);
            assertThat(one.entry()).usingRecursiveComparison().isEqualTo(expected[i]);
        }
    }

    @Test
    void manyAppendAtOnceAndEachGetsAPlaceOfItsOwn() throws Exception {
        int count = 400;
        try (Journal journal = open();
                var tasks = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Long>> places = IntStream.range(0, count)
                    .mapToObj(i -> tasks.submit(() -> journal.append(Records.plain("record " + i))))
                    .toList();
            List<String> texts = Arrays.asList(new String[count]);
            for (int i = 0; i < count; i++) {
                assertThat(texts.set(Math.toIntExact(places.get(i).get()), "record " + i))
                        .isNull();
            }
            assertThat(Records.texts(journal)).isEqualTo(texts);
        }
    }

    @Test
    void contentComesWithItsRecordOrIsStagedBefore() throws Exception {
        byte[] request = Contents.bytes(150_000, 1);
        byte[] response = Contents.bytes(400_000, 2);
        try (Journal journal = open()) {
            journal.append(Records.opens(CALL, "begin"), List.of(Contents.inline(0, request)));
            NamedContent staged = Contents.staged(journal, CALL, 1, response, 100_000, 1, 120_000);
            journal.stage(CALL, (byte) 2, StagedContent.NONE, Contents.bytes(500, 3)); // nobody names it
            journal.append(Records.closes(CALL, "end"), List.of(staged, Contents.inline(3, new byte[0])));
        }
        try (Journal journal = open()) {
            List<StoredRecord> all = Records.all(journal);
            assertThat(Contents.of(journal, all.get(0))).containsExactlyEntriesOf(Map.of((byte) 0, request));
            Map<Byte, byte[]> end = Contents.of(journal, all.get(1));
            assertThat(end.keySet()).containsExactly((byte) 1, (byte) 3);
            assertThat(end.get((byte) 1)).isEqualTo(response);
        }
    }

    @Test
    void whatIsStagedIsWhatTheCallerSays() throws Exception {
        try (Journal journal = open()) {
            journal.append(Records.opens(CALL, "begin"));
            StagedContent one = journal.stage(CALL, (byte) 0, StagedContent.NONE, Contents.bytes(10, 1));
            StagedContent two = journal.stage(CALL, (byte) 0, one, Contents.bytes(10, 2));
            assertThatThrownBy(() -> journal.stage(CALL, (byte) 0, one, Contents.bytes(10, 3)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("not what the caller says");
            assertThatThrownBy(() -> journal.stage(new UUID(7, 8), (byte) 0, two, Contents.bytes(10, 3)))
                    .isInstanceOf(JournalFullException.class);
            journal.append(Records.closes(CALL, "end"));
            assertThatThrownBy(() -> journal.stage(CALL, (byte) 0, two, Contents.bytes(10, 3)))
                    .isInstanceOf(JournalFullException.class)
                    .hasMessageContaining("any more");
            assertThat(journal.nextSequence()).isEqualTo(2);
        }
    }

    @Test
    void severalRecordsFollowEachOther() throws Exception {
        try (Journal journal = open()) {
            journal.append(Records.plain("before"));
            List<Journal.Entry> entries = IntStream.range(0, Journal.MAX_RECORDS)
                    .mapToObj(i -> new Journal.Entry(
                            new JournalRecord(
                                    RecordKind.PLAIN, new UUID(1, i), (byte) 0, Records.TIME, Contents.bytes(1000, i)),
                            i == 3 ? List.of(Contents.inline(2, Contents.bytes(900, 9))) : List.of()))
                    .toList();
            assertThat(journal.append(entries)).isEqualTo(1);
            List<StoredRecord> all = Records.all(journal);
            assertThat(all).hasSize(1 + Journal.MAX_RECORDS);
            assertThat(Contents.of(journal, all.get(4)).get((byte) 2)).isEqualTo(Contents.bytes(900, 9));
            assertThatThrownBy(() -> journal.append(Collections.nCopies(Journal.MAX_RECORDS + 1, entries.getFirst())))
                    .hasMessageContaining("1 to 512");
            var large = new Journal.Entry(Records.plain("x".repeat(Journal.MAX_PAYLOAD)), List.of());
            assertThatThrownBy(() -> journal.append(Collections.nCopies(17, large)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("together");
            assertThat(journal.nextSequence()).isEqualTo(all.size());
        }
    }

    @Test
    void whatIsOutOfBoundsIsRefusedBeforeAnythingIsWritten() throws Exception {
        try (Journal journal = open()) {
            assertThatThrownBy(() -> journal.append(Records.plain("x".repeat(Journal.MAX_PAYLOAD + 1))))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> journal.append(
                            new JournalRecord(RecordKind.PLAIN, new UUID(0, 0), (byte) -1, Records.TIME, new byte[0])))
                    .hasMessageContaining("retention code is -1");
            assertThatThrownBy(() -> journal.append(
                            Records.plain("x"),
                            List.of(Contents.inline(0, new byte[1]), Contents.inline(0, new byte[1]))))
                    .hasMessageContaining("twice");
            assertThat(journal.append(Records.plain("x".repeat(Journal.MAX_PAYLOAD))))
                    .isZero();
            assertThat(Records.all(journal)).hasSize(1);
        }
    }

    @Test
    void readingEndsWhereItIsToldTo() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 5; i++) {
                journal.append(Records.plain("record " + i));
            }
            List<String> some = new ArrayList<>();
            assertThat(journal.read(1, one -> {
                        some.add(Records.text(one));
                        return some.size() < 2;
                    }))
                    .isEqualTo(3);
            assertThat(some).containsExactly("record 1", "record 2");
            assertThat(journal.read(5, one -> true)).isEqualTo(5);
            assertThatThrownBy(() -> journal.read(6, one -> true)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> journal.confirm(6)).isInstanceOf(IllegalArgumentException.class);
            journal.confirm(5);
            assertThat(journal.status().confirmed()).isEqualTo(5);
        }
    }

    @Test
    void aJournalThatEndsBeforeItsArchiveTakesNothing() throws Exception {
        try (Journal journal = open()) {
            journal.append(Records.plain("one"));
            journal.requireAtLeast(1);
            assertThatThrownBy(() -> journal.requireAtLeast(2)).isInstanceOf(JournalCorruptException.class);
            assertThatThrownBy(() -> journal.append(Records.plain("two"))).isInstanceOf(JournalFailedException.class);
            assertThat(journal.status().failure()).contains("archive holds everything below 2");
        }
    }

    @Test
    void aSecondProcessIsRefusedWhileTheFirstHasIt() throws Exception {
        try (Journal journal = open()) {
            journal.append(Records.plain("one"));
            assertThatThrownBy(this::openElsewhere).isInstanceOf(JournalLockedException.class);
            assertThat(journal.append(Records.plain("two"))).isEqualTo(1);
        }
    }

    /// As another node would.
    protected Journal openElsewhere() throws Exception {
        return open();
    }

    @Test
    void contentThatIsClosedIsReadNoMore() throws Exception {
        try (Journal journal = open()) {
            journal.append(Records.opens(CALL, "begin"), List.of(Contents.inline(0, Contents.bytes(200_000, 1))));
            StoredRecord record = Records.all(journal).getFirst();
            try (InputStream in = journal.content(record, record.content().getFirst())) {
                assertThat(in.readNBytes(70_000)).isEqualTo(Arrays.copyOf(Contents.bytes(200_000, 1), 70_000));
            }
        }
    }
}
