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
    private final TreeMap<Long, JournalRecord> acknowledged = new TreeMap<>();
    private final List<JournalRecord> unknown = new ArrayList<>();
    private long confirmed;

    public synchronized void acknowledged(long sequence, JournalRecord entry) {
        assertThat(acknowledged.put(sequence, entry))
                .as("sequence %d was given out twice", sequence)
                .isNull();
    }

    /// The append failed and may or may not have happened.
    public synchronized void unknown(JournalRecord entry) {
        unknown.add(entry);
    }

    public synchronized void confirmed(long below) {
        confirmed = Math.max(confirmed, below);
    }

    public synchronized long size() {
        return acknowledged.size();
    }

    Map<UUID, Byte> openKeys() {
        var open = new HashMap<UUID, Byte>();
        for (JournalRecord entry : acknowledged.values()) {
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
        journal.read(journal.firstSequence(), stored -> {
            assertSame(stored, acknowledged.get(stored.sequence()));
            return true;
        });
        assertThat(journal.status().openKeys()).isEqualTo(openKeys().size());
    }

    /// After a restart: what was acknowledged and, behind it, some of what had an unknown outcome, which counts as
    /// acknowledged from now on.
    public synchronized void checkRestarted(Journal journal) throws IOException, JournalCorruptException {
        assertThat(journal.nextSequence()).isGreaterThanOrEqualTo(size());
        long before = size();
        long[] expected = {journal.firstSequence()};
        long end = journal.read(journal.firstSequence(), stored -> {
            assertThat(stored.sequence()).isEqualTo(expected[0]++);
            if (stored.sequence() < before) {
                assertSame(stored, acknowledged.get(stored.sequence()));
            } else {
                JournalRecord found = unknown.stream()
                        .filter(entry -> same(entry, stored.entry()))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("a record that nobody appended: " + stored));
                unknown.remove(found);
                acknowledged.put(stored.sequence(), found);
            }
            return true;
        });
        assertThat(end).isEqualTo(journal.nextSequence()).isEqualTo(size());
        assertThat(journal.firstSequence()).isLessThanOrEqualTo(confirmed);
        assertThat(journal.recovery().openKeys()).isEqualTo(openKeys());
        assertThat(journal.recovery().nextSequence()).isEqualTo(size());
        unknown.clear();
    }

    private static void assertSame(StoredRecord stored, @Nullable JournalRecord entry) {
        assertThat(entry).as("sequence %d", stored.sequence()).isNotNull();
        assertThat(entry != null && same(entry, stored.entry()))
                .as("sequence %d holds what was appended", stored.sequence())
                .isTrue();
    }

    private static boolean same(JournalRecord a, JournalRecord b) {
        return a.kind() == b.kind()
                && a.key().equals(b.key())
                && a.retention() == b.retention()
                && a.time().equals(b.time())
                && Arrays.equals(a.payload(), b.payload());
    }
}
