package io.chirograph.recording;

import io.chirograph.Schemas;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.event.value.ContentPart;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.JournalStatus;
import io.chirograph.journal.MemoryContent;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.RecoveryReport;
import io.chirograph.journal.StagedContent;
import io.chirograph.journal.StoredContent;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
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
        /// There is room for events, and none for content that comes with them.
        FULL_FOR_CONTENT,
        /// A fault of the program's own where a call starts.
        BREAKS,
        /// A fault of the program's own where content comes with the end of a call.
        BREAKS_ON_CONTENT
    }

    private final List<StoredRecord> records = new ArrayList<>();

    /// Of the first records, as far as somebody has asked: tests ask again and again.
    private final List<EventView> views = new ArrayList<>();

    private final Map<UUID, Byte> open = new HashMap<>();
    private final MemoryContent content = new MemoryContent();
    private final RecoveryReport recovery;
    private Mood mood = Mood.WORKS;
    private @Nullable String failure;

    public FakeJournal() {
        this(new RecoveryReport(true, true, 0, Map.of(), 0, null, 0));
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
        FakeJournal next = new FakeJournal(new RecoveryReport(
                false, clean, records.size(), Map.copyOf(open), tornBytes, digest, content.unnamed()));
        next.records.addAll(records);
        return next;
    }

    public synchronized void mood(Mood next) {
        mood = next;
    }

    /// The content of a part of a call, as its record names it; null where none does.
    public synchronized byte @Nullable [] content(String callId, ContentPart part) {
        UUID key = UUID.fromString(callId);
        for (StoredRecord record : records) {
            for (StoredContent one : record.content()) {
                if (record.entry().key().equals(key) && one.part() == part.code()) {
                    try (InputStream in = content.open(key, one)) {
                        return in.readAllBytes();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }
            }
        }
        return null;
    }

    public synchronized List<EventView> events() {
        for (StoredRecord stored : records.subList(views.size(), records.size())) {
            try {
                views.add(EventView.read(stored.entry().payload()));
            } catch (MalformedEventException e) {
                throw new AssertionError("record " + stored.sequence() + " is no event", e);
            }
        }
        return new ArrayList<>(views);
    }

    public List<String> types() {
        return events().stream().map(EventView::type).toList();
    }

    synchronized long bytes() {
        return records.stream().mapToLong(r -> r.entry().payload().length).sum();
    }

    @Override
    public synchronized StagedContent stage(UUID key, byte part, StagedContent before, byte[] bytes)
            throws JournalFullException, JournalFailedException {
        if (failure != null) {
            throw new JournalFailedException(failure, null);
        }
        if (mood == Mood.FULL && !open.containsKey(key)) {
            throw new JournalFullException("no space", Duration.ofSeconds(7));
        }
        if (mood == Mood.FAILS || mood == Mood.FAILS_AFTER_WRITING) {
            failure = "force failed";
            throw new JournalFailedException(failure, null);
        }
        return content.stage(key, part, before, bytes);
    }

    @Override
    public InputStream content(StoredRecord of, StoredContent one) {
        return content.open(of.entry().key(), one);
    }

    @Override
    public synchronized long append(JournalRecord entry, List<NamedContent> named)
            throws JournalFullException, JournalFailedException {
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
                    store(entry, named);
                }
                throw new JournalFailedException(failure, null);
            }
            case FULL_FOR_CONTENT -> {
                if (!named.isEmpty()) {
                    throw new JournalFullException("no space", Duration.ofSeconds(7));
                }
            }
            case BREAKS_ON_CONTENT -> {
                if (entry.kind() == RecordKind.CLOSES && !named.isEmpty()) {
                    throw new IllegalStateException("broken");
                }
            }
            case BREAKS -> {
                if (entry.kind() == RecordKind.OPENS) {
                    throw new IllegalStateException("broken");
                }
            }
        }
        return store(entry, named);
    }

    @Override
    public synchronized long append(List<Entry> entries) throws JournalFullException, JournalFailedException {
        long first = records.size();
        if (mood == Mood.FAILS_AFTER_WRITING && failure == null) {
            entries.forEach(one -> store(one.record(), one.content()));
            failure = "force failed";
            throw new JournalFailedException(failure, null);
        }
        boolean isRefused = mood == Mood.FULL_FOR_CONTENT
                && entries.stream().anyMatch(one -> !one.content().isEmpty());
        if (isRefused) {
            throw new JournalFullException("no space", Duration.ofSeconds(7));
        }
        for (Entry one : entries) {
            append(one.record(), one.content());
        }
        return first;
    }

    private long store(JournalRecord entry, List<NamedContent> named) {
        long sequence = records.size();
        records.add(new StoredRecord(sequence, entry, content.name(entry.key(), named)));
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
            case PLAIN -> check(!known, "plain with the key of an open call: " + entry.key());
            case ROTATES -> check(!none && !known, "no mark of a key: " + entry.key());
        }
        check(entry.payload().length <= MAX_PAYLOAD, "too large: " + entry.payload().length);
        Schemas.assertEvent(entry.payload());
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
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
