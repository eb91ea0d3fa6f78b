package io.chirograph.rescue;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.exporter.MemoryJournal;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A successor has each record with its content, byte for byte.
class InheritanceTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    private static JournalRecord record(RecordKind kind, long n) {
        return new JournalRecord(
                kind, new UUID(3, n), (byte) 2, NOON.plusSeconds(n), ("{\"n\":" + n + "}").getBytes(UTF_8));
    }

    private static NamedContent content(Journal journal, long n, byte part, int length) throws Exception {
        byte[] bytes = new byte[length];
        new Random(n + length).nextBytes(bytes);
        StagedContent staged = StagedContent.NONE;
        while (length - staged.length() > Journal.MAX_INLINE) {
            int from = (int) staged.length();
            byte[] piece = Arrays.copyOfRange(bytes, from, from + Journal.MAX_INLINE);
            staged = journal.stage(new UUID(3, n), part, staged, piece);
        }
        byte[] rest = Arrays.copyOfRange(bytes, (int) staged.length(), length);
        return new NamedContent(part, "prompts", new byte[] {(byte) n, part}, staged, rest);
    }

    private static List<StoredRecord> all(Journal journal, long from) throws Exception {
        List<StoredRecord> all = new ArrayList<>();
        journal.read(from, all::add);
        return all;
    }

    private static byte[] bytes(Journal journal, StoredRecord of, StoredContent content) throws Exception {
        try (InputStream in = journal.content(of, content)) {
            return in.readAllBytes();
        }
    }

    @Test
    void everyRecordBringsItsContent() throws Exception {
        MemoryJournal old = new MemoryJournal();
        int[] lengths = {0, 1, Journal.MAX_INLINE, Journal.MAX_INLINE + 1, 3 * Journal.MAX_INLINE, 1_000_000};
        for (int n = 0; n < 30; n++) {
            if (n % 3 == 0) {
                old.append(record(RecordKind.PLAIN, n));
            } else {
                List<NamedContent> named = new ArrayList<>();
                named.add(content(old, n, (byte) 0, lengths[n % lengths.length]));
                named.add(content(old, n, (byte) 1, lengths[n / 3 % lengths.length]));
                old.append(record(RecordKind.PLAIN, n), named.subList(n % 2, 2));
            }
        }
        MemoryJournal successor = new MemoryJournal();
        successor.append(record(RecordKind.PLAIN, 1000));
        new Inheritance(old, successor).carry(4);
        List<StoredRecord> before = all(old, 4);
        List<StoredRecord> after = all(successor, 1);
        assertThat(after).hasSameSizeAs(before).hasSize(26);
        for (int i = 0; i < before.size(); i++) {
            StoredRecord one = before.get(i);
            StoredRecord other = after.get(i);
            assertThat(other.entry()).usingRecursiveComparison().isEqualTo(one.entry());
            assertThat(other.content()).hasSameSizeAs(one.content());
            for (int part = 0; part < one.content().size(); part++) {
                StoredContent here = one.content().get(part);
                StoredContent there = other.content().get(part);
                assertThat(there)
                        .usingRecursiveComparison()
                        .ignoringFields("group")
                        .isEqualTo(here);
                assertThat(Arrays.equals(bytes(old, one, here), bytes(successor, other, there)))
                        .isTrue();
            }
        }
    }

    @Test
    void aRotationIsAPlainRecordOfTheNewLog() throws Exception {
        MemoryJournal old = new MemoryJournal();
        old.append(record(RecordKind.ROTATES, 1));
        MemoryJournal successor = new MemoryJournal();
        new Inheritance(old, successor).carry(0);
        assertThat(all(successor, 0)).singleElement().satisfies(one -> {
            assertThat(one.entry().kind()).isEqualTo(RecordKind.PLAIN);
            assertThat(one.entry().key()).isEqualTo(new UUID(0, 0));
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0, Journal.MAX_INLINE, Journal.MAX_INLINE + 1})
    void contentThatIsNotWholeIsCarriedNowhere(int length) throws Exception {
        MemoryJournal old = new MemoryJournal() {
            @Override
            public InputStream content(StoredRecord of, StoredContent one) {
                return new ByteArrayInputStream(new byte[length]);
            }
        };
        old.append(record(RecordKind.PLAIN, 0));
        old.append(record(RecordKind.PLAIN, 1), List.of(content(old, 1, (byte) 0, 2 * Journal.MAX_INLINE)));
        MemoryJournal successor = new MemoryJournal();
        assertThatThrownBy(() -> new Inheritance(old, successor).carry(0)).isInstanceOf(JournalCorruptException.class);
        assertThat(successor.nextSequence()).isEqualTo(1);
    }
}
