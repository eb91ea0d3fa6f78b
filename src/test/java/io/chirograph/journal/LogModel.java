package io.chirograph.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a journal must hold, kept in plain collections.
public final class LogModel {
    private final TreeMap<Long, Known> acknowledged = new TreeMap<>();
    private final List<Known> unknown = new ArrayList<>();
    private long confirmed;

    /// A record, and of each part of its content the bytes.
    private record Known(JournalRecord entry, Map<Byte, byte[]> content) {}

    public void acknowledged(long sequence, JournalRecord entry) {
        acknowledged(sequence, entry, Map.of());
    }

    public synchronized void acknowledged(long sequence, JournalRecord entry, Map<Byte, byte[]> content) {
        assertThat(acknowledged.put(sequence, new Known(entry, content)))
                .as("sequence %d was given out twice", sequence)
                .isNull();
    }

    /// The append failed and may or may not have happened.
    public void unknown(JournalRecord entry) {
        unknown(entry, Map.of());
    }

    public synchronized void unknown(JournalRecord entry, Map<Byte, byte[]> content) {
        unknown.add(new Known(entry, content));
    }

    public synchronized void confirmed(long below) {
        confirmed = Math.max(confirmed, below);
    }

    public synchronized long size() {
        return acknowledged.size();
    }

    Map<UUID, Byte> openKeys() {
        var open = new HashMap<UUID, Byte>();
        for (Known known : acknowledged.values()) {
            JournalRecord entry = known.entry;
            switch (entry.kind()) {
                case PLAIN, ROTATES -> {}
                case OPENS -> open.put(entry.key(), entry.retention());
                case CLOSES -> open.remove(entry.key());
            }
        }
        return open;
    }

    /// While the journal runs: exactly what was acknowledged.
    public synchronized void check(Journal journal) throws IOException, JournalCorruptException {
        assertThat(journal.nextSequence()).isEqualTo(size());
        assertThat(journal.firstSequence()).isLessThanOrEqualTo(confirmed);
        List<StoredRecord> found = Records.all(journal);
        for (StoredRecord stored : found) {
            assertSame(journal, stored, acknowledged.get(stored.sequence()));
        }
        assertThat(journal.status().openKeys()).isEqualTo(openKeys().size());
    }

    /// After a restart: what was acknowledged and, behind it, some of what had an unknown outcome, which counts as
    /// acknowledged from now on.
    public synchronized void checkRestarted(Journal journal) throws IOException, JournalCorruptException {
        assertThat(journal.nextSequence()).isGreaterThanOrEqualTo(size());
        long before = size();
        long[] expected = {journal.firstSequence()};
        var all = new ArrayList<StoredRecord>();
        long end = journal.read(journal.firstSequence(), stored -> {
            assertThat(stored.sequence()).isEqualTo(expected[0]++);
            return all.add(stored);
        });
        for (StoredRecord stored : all) {
            if (stored.sequence() >= before) {
                Known found = unknown.stream()
                        .filter(known -> same(known.entry, stored.entry()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("a record that nobody appended: " + stored));
                unknown.remove(found);
                acknowledged.put(stored.sequence(), found);
            }
            assertSame(journal, stored, acknowledged.get(stored.sequence()));
        }
        assertThat(end).isEqualTo(journal.nextSequence()).isEqualTo(size());
        assertThat(journal.firstSequence()).isLessThanOrEqualTo(confirmed);
        assertThat(journal.recovery().openKeys()).isEqualTo(openKeys());
        assertThat(journal.recovery().nextSequence()).isEqualTo(size());
        unknown.clear();
    }

    private void assertSame(Journal journal, StoredRecord stored, @Nullable Known known)
            throws IOException, JournalCorruptException {
        assertThat(known).as("sequence %d", stored.sequence()).isNotNull();
        assertThat(known != null && same(known.entry, stored.entry()))
                .as("sequence %d holds what was appended", stored.sequence())
                .isTrue();
        Map<Byte, byte[]> expected = known == null ? Map.of() : known.content;
        assertThat(stored.content())
                .extracting(StoredContent::part)
                .containsExactlyInAnyOrderElementsOf(expected.keySet());
        Map<Byte, byte[]> found;
        try {
            found = Contents.of(journal, stored);
        } catch (JournalCorruptException e) {
            assertThat(stored.sequence())
                    .as("only what is confirmed may lack content: %s", e.getMessage())
                    .isLessThan(confirmed);
            assertThat(e).hasMessageContaining("does not hold any more");
            return;
        }
        expected.forEach((part, bytes) -> assertThat(found.get(part))
                .as("part %d of sequence %d", part, stored.sequence())
                .isEqualTo(bytes));
    }

    private static boolean same(JournalRecord a, JournalRecord b) {
        return a.kind() == b.kind()
                && a.key().equals(b.key())
                && a.retention() == b.retention()
                && a.time().equals(b.time())
                && Arrays.equals(a.payload(), b.payload());
    }
}
