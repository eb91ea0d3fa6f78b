package io.chirograph.exporter;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.JournalStatus;
import io.chirograph.journal.MemoryContent;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.RecoveryReport;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;

/// A journal in memory that refuses what a real one refuses: reading outside of it, confirming backwards or what
/// is not there.
public class MemoryJournal implements Journal {
    private final List<JournalRecord> records = new ArrayList<>();
    private final Map<Integer, List<StoredContent>> contents = new HashMap<>();
    private final MemoryContent content = new MemoryContent();
    private long first;
    private long confirmed;

    void add(String payload, Instant time) {
        add(payload, time, (byte) 0);
    }

    void add(String payload, Instant time, byte retention) {
        append(new JournalRecord(RecordKind.PLAIN, new UUID(0, 0), retention, time, payload.getBytes(UTF_8)));
    }

    /// Drops the records below `sequence`, as a journal may once they are confirmed.
    void forget(long sequence) {
        first = sequence;
    }

    /// Drops the records from `sequence` on, as an old backup lacks them.
    void rewind(int sequence) {
        records.subList(sequence, records.size()).clear();
    }

    byte[] payload(int sequence) {
        return records.get(sequence).payload();
    }

    long confirmed() {
        return confirmed;
    }

    /// As after a restart: nothing is known to be confirmed.
    void restart() {
        confirmed = 0;
    }

    @Override
    public StagedContent stage(UUID key, byte part, StagedContent before, byte[] bytes) {
        return content.stage(key, part, before, bytes);
    }

    @Override
    public InputStream content(StoredRecord of, StoredContent one) {
        return content.open(of.entry().key(), one);
    }

    @Override
    public synchronized long append(JournalRecord entry) {
        return append(entry, List.of());
    }

    @Override
    public synchronized long append(JournalRecord entry, List<NamedContent> named) {
        contents.put(records.size(), content.name(entry.key(), named));
        records.add(entry);
        return (long) records.size() - 1;
    }

    @Override
    public synchronized long append(List<Entry> entries) {
        long first = records.size();
        entries.forEach(one -> append(one.record(), one.content()));
        return first;
    }

    @Override
    public void requireAtLeast(long sequence) throws JournalCorruptException {
        if (nextSequence() < sequence) {
            throw new JournalCorruptException(
                    "the journal ends at " + nextSequence() + " but the archive holds everything below " + sequence);
        }
    }

    @Override
    public synchronized long nextSequence() {
        return records.size();
    }

    @Override
    public long firstSequence() {
        return first;
    }

    @Override
    public synchronized long read(long sequence, Predicate<StoredRecord> sink) {
        if (sequence < first || sequence > records.size()) {
            throw new IllegalArgumentException(sequence + " is not between " + first + " and " + records.size());
        }
        long at = sequence;
        while (at < records.size()
                && sink.test(new StoredRecord(at, records.get((int) at), contents.getOrDefault((int) at, List.of())))) {
            at++;
        }
        return at;
    }

    @Override
    public void confirm(long sequence) {
        if (sequence < confirmed || sequence > records.size()) {
            throw new AssertionError("confirmed " + sequence + " after " + confirmed + " of " + records.size());
        }
        confirmed = sequence;
    }

    @Override
    public RecoveryReport recovery() {
        return new RecoveryReport(true, true, 0, Map.of(), 0, null, 0);
    }

    @Override
    public JournalStatus status() {
        return new JournalStatus(null, false, 0, 0, first, records.size(), confirmed, 0);
    }

    @Override
    public void close() {
        // nothing is open
    }
}
