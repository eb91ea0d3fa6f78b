package io.chirograph.recording;

import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.JournalStatus;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.RecoveryReport;
import io.chirograph.journal.StoredRecord;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A journal in memory that polices its contract and fails on request. Safe for many threads.
public final class FakeJournal implements Journal {
    /// How appends behave.
    public enum Mood {
        WORKS,
        FULL,
        FAILS,
        /// The record is there, yet the caller hears of a failure.
        FAILS_AFTER_WRITING,
        /// A fault of the program's own where a call starts.
        BREAKS
    }

    private final List<StoredRecord> records = new ArrayList<>();
    private final Map<UUID, Byte> open = new HashMap<>();
    private final RecoveryReport recovery;
    private Mood mood = Mood.WORKS;
    private @Nullable String failure;

    public FakeJournal() {
        this(new RecoveryReport(true, true, 0, Map.of(), 0, null));
    }

    private FakeJournal(RecoveryReport recovery) {
        this.recovery = recovery;
        open.putAll(recovery.openKeys());
    }

    byte retention(int sequence) {
        return records.get(sequence).entry().retention();
    }

    /// The same journal as the next process finds it.
    synchronized FakeJournal reopened(boolean clean, long tornBytes) {
        String digest = tornBytes == 0 ? null : "sha256:" + "7".repeat(64);
        FakeJournal next =
                new FakeJournal(new RecoveryReport(false, clean, records.size(), Map.copyOf(open), tornBytes, digest));
        next.records.addAll(records);
        return next;
    }

    public synchronized void mood(Mood next) {
        mood = next;
    }

    public synchronized List<EventView> events() {
        List<EventView> events = new ArrayList<>();
        for (StoredRecord stored : records) {
            try {
                events.add(EventView.read(stored.entry().payload()));
            } catch (MalformedEventException e) {
                throw new AssertionError("record " + stored.sequence() + " is no event", e);
            }
        }
        return events;
    }

    public List<String> types() {
        return events().stream().map(EventView::type).toList();
    }

    synchronized long bytes() {
        return records.stream().mapToLong(r -> r.entry().payload().length).sum();
    }

    @Override
    public synchronized long append(JournalRecord entry) throws JournalFullException, JournalFailedException {
        police(entry);
        if (failure != null) {
            throw new JournalFailedException(failure, null);
        }
        switch (mood) {
            case WORKS -> {}
            case FULL -> {
                if (entry.kind() != RecordKind.CLOSES) {
                    throw new JournalFullException("no space", Duration.ofSeconds(7));
                }
            }
            case FAILS, FAILS_AFTER_WRITING -> {
                failure = "force failed";
                if (mood == Mood.FAILS_AFTER_WRITING) {
                    store(entry);
                }
                throw new JournalFailedException(failure, null);
            }
            case BREAKS -> {
                if (entry.kind() == RecordKind.OPENS) {
                    throw new IllegalStateException("broken");
                }
            }
        }
        return store(entry);
    }

    private long store(JournalRecord entry) {
        long sequence = records.size();
        records.add(new StoredRecord(sequence, entry));
        switch (entry.kind()) {
            case OPENS -> open.put(entry.key(), entry.retention());
            case CLOSES -> open.remove(entry.key());
            case PLAIN, ROTATES -> {}
        }
        return sequence;
    }

    private void police(JournalRecord entry) {
        boolean none = entry.key().equals(new UUID(0, 0));
        boolean known = open.containsKey(entry.key());
        switch (entry.kind()) {
            case OPENS -> check(!none && !known, "opened twice: " + entry.key());
            case CLOSES -> check(!none && known, "closed but not open: " + entry.key());
            case PLAIN -> check(none || entry.key().equals(JournalRecord.CAN_WAIT), "plain with a key: " + entry.key());
            case ROTATES -> check(!none && !known, "no mark of a key: " + entry.key());
        }
        check(entry.payload().length <= MAX_PAYLOAD, "too large: " + entry.payload().length);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }

    @Override
    public synchronized long nextSequence() {
        return records.size();
    }

    @Override
    public long firstSequence() {
        return 0;
    }

    @Override
    public synchronized long read(long sequence, Predicate<StoredRecord> sink) {
        for (long at = sequence; at < records.size(); at++) {
            if (!sink.test(records.get((int) at))) {
                return at + 1;
            }
        }
        return records.size();
    }

    @Override
    public void confirm(long sequence) {
        throw new AssertionError("recording never confirms");
    }

    @Override
    public RecoveryReport recovery() {
        return recovery;
    }

    @Override
    public synchronized JournalStatus status() {
        return new JournalStatus(failure, mood == Mood.FULL, bytes(), 1 << 20, 0, records.size(), 0, open.size());
    }

    @Override
    public void close() {
        throw new AssertionError("whoever opened the journal closes it");
    }
}
