package io.chirograph.recording;

import io.chirograph.event.Event;
import io.chirograph.event.EventType;
import io.chirograph.event.facts.ApplicationEvent;
import io.chirograph.event.facts.BatchLine;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.KeyRotated;
import io.chirograph.event.facts.LogLife;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.NamedContent;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StagedContent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;

/// Appends the events of facts to the journal, between the log's start and its stop only.
final class LogWriter {
    /// The key of records that need none.
    private static final UUID NO_KEY = new UUID(0, 0);

    /// Bytes of a frame beside its payload, and how many frames content takes at most that is not staged.
    private static final int FRAME = 80;

    private static final int MOST_FRAMES = 6;

    private static final Duration RETRY_WHEN_CLOSED = Duration.ofSeconds(5);
    private static final Duration RETRY_WHEN_FAILED = Duration.ofSeconds(30);

    private final Journal journal;
    private final EventEncoder encoder;
    private final RecordingMetrics metrics;
    private final ClockWatch watch;
    private final RetentionCodes codes;
    private final StampedLock gate = new StampedLock();
    private boolean open;

    LogWriter(Journal journal, EventEncoder encoder, RecordingMetrics metrics, ClockWatch watch, RetentionCodes codes) {
        this.journal = journal;
        this.encoder = encoder;
        this.metrics = metrics;
        this.watch = watch;
        this.codes = codes;
    }

    /// Makes the event of a fact durable.
    Recorded append(Fact fact) throws RecordingUnavailable {
        return append(fact, codes.of(fact.type().wire()), List.of());
    }

    /// Makes an event about a call durable, for as long as the class that policy names says.
    Recorded append(Fact fact, String retentionClass) throws RecordingUnavailable {
        return append(fact, retentionClass, List.of());
    }

    /// The same, with the content that it names.
    Recorded append(Fact fact, String retentionClass, List<ContentWriter> content) throws RecordingUnavailable {
        return append(fact, codes.of(fact.type().wire(), retentionClass), content);
    }

    private Recorded append(Fact fact, byte retention, List<ContentWriter> content) throws RecordingUnavailable {
        Event event = encoder.encode(fact);
        List<NamedContent> named = content.isEmpty()
                ? List.of()
                : content.stream().map(ContentWriter::named).toList();
        long stamp = gate.readLock();
        try {
            requireOpen();
            return write(fact, event, retention, named);
        } finally {
            gate.unlockRead(stamp);
        }
    }

    /// Makes the events of an application durable with one commit.
    /// @param contents what each of them names, in the same order
    /// @return each of them, in the same order
    List<Recorded> append(List<ApplicationEvent> events, List<List<ContentWriter>> contents)
            throws RecordingUnavailable, TooMuchTogether {
        List<Event> encoded = new ArrayList<>(events.size());
        List<Journal.Entry> entries = new ArrayList<>(events.size());
        long bytes = 0;
        for (int i = 0; i < events.size(); i++) {
            ApplicationEvent fact = events.get(i);
            Event event = encoder.encode(fact);
            List<NamedContent> named =
                    contents.get(i).stream().map(ContentWriter::named).toList();
            byte retention = codes.of(fact.type().wire(), fact.policy().retentionClass());
            encoded.add(event);
            entries.add(new Journal.Entry(record(fact, event, retention), named));
            bytes += FRAME + event.canonical().length;
            for (NamedContent content : named) {
                bytes += content.rest().length + content.head().length + MOST_FRAMES * FRAME;
                if (events.size() > 1 && content.staged().pieces() > 0) {
                    throw new TooMuchTogether("the content of event " + event.id()
                            + " is too much for one that is recorded together with others");
                }
            }
        }
        if (events.size() > 1 && bytes > Journal.MAX_TOGETHER) {
            throw new TooMuchTogether(events.size() + " events take " + bytes
                    + " bytes as they are recorded, one commit takes " + Journal.MAX_TOGETHER);
        }
        long first;
        long stamp = gate.readLock();
        try {
            requireOpen();
            first = journaled(() -> journal.append(entries));
        } finally {
            gate.unlockRead(stamp);
        }
        List<Recorded> recorded = new ArrayList<>(encoded.size());
        for (Event event : encoded) {
            metrics.recorded(event.type());
            watch.see(event.time());
            recorded.add(new Recorded(event, first + recorded.size()));
        }
        return recorded;
    }

    /// Makes events of lines of one batch durable, in their order and with as few commits as they fit into. Where it
    /// throws, the first of them may be durable.
    void append(List<? extends BatchLine> lines, String retentionClass) throws RecordingUnavailable {
        List<Event> events = new ArrayList<>();
        List<Journal.Entry> group = new ArrayList<>();
        long bytes = 0;
        for (BatchLine line : lines) {
            Event event = encoder.encode(line);
            long size = (long) FRAME + event.canonical().length;
            if (group.size() == Recorder.MOST_TOGETHER || bytes + size > Journal.MAX_TOGETHER) {
                commit(group, events);
                bytes = 0;
            }
            byte retention = codes.of(line.type().wire(), retentionClass);
            group.add(new Journal.Entry(record(line, event, retention), List.of()));
            events.add(event);
            bytes += size;
        }
        commit(group, events);
    }

    /// Appends a group, and begins a new one.
    private void commit(List<Journal.Entry> group, List<Event> events) throws RecordingUnavailable {
        if (group.isEmpty()) {
            return;
        }
        long stamp = gate.readLock();
        try {
            requireOpen();
            long unused = journaled(() -> journal.append(group));
        } finally {
            gate.unlockRead(stamp);
        }
        for (Event event : events) {
            metrics.recorded(event.type());
            watch.see(event.time());
        }
        group.clear();
        events.clear();
    }

    private void requireOpen() throws RecordingUnavailable {
        if (!open) {
            metrics.failed("closed");
            throw new RecordingUnavailable("the log is not open", RETRY_WHEN_CLOSED, false, null);
        }
    }

    /// Makes content of a call durable ahead of its event.
    StagedContent stage(UUID callId, byte part, StagedContent before, byte[] bytes) throws RecordingUnavailable {
        long stamp = gate.readLock();
        try {
            requireOpen();
            return journaled(() -> journal.stage(callId, part, before, bytes));
        } finally {
            gate.unlockRead(stamp);
        }
    }

    /// Makes an event of the log's own life durable, whether the log is open or not.
    Recorded write(Fact fact) throws RecordingUnavailable {
        return write(fact, encoder.encode(fact), codes.of(fact.type().wire()), List.of());
    }

    /// Ends a call that another process left open, with the class that policy named then, if it named one.
    /// @param started the code of its `ai.call.started`
    void close(CallCompleted fact, byte started) throws RecordingUnavailable {
        boolean usual = started == codes.of(EventType.CALL_STARTED.wire());
        write(fact, encoder.encode(fact), usual ? codes.of(fact.type().wire()) : started, List.of());
    }

    private Recorded write(Fact fact, Event event, byte retention, List<NamedContent> content)
            throws RecordingUnavailable {
        long position = journaled(() -> journal.append(record(fact, event, retention), content));
        metrics.recorded(event.type());
        watch.see(event.time());
        return new Recorded(event, position);
    }

    @FunctionalInterface
    private interface Writing<T> {
        T write() throws JournalFullException, JournalFailedException;
    }

    private <T> T journaled(Writing<T> writing) throws RecordingUnavailable {
        try {
            return writing.write();
        } catch (JournalFullException e) {
            metrics.failed("full");
            throw new RecordingUnavailable("the journal is full: " + e.getMessage(), e.retryAfter(), false, e);
        } catch (JournalFailedException e) {
            metrics.failed("failed");
            throw new RecordingUnavailable(
                    "the journal is closed for writing: " + e.getMessage(), RETRY_WHEN_FAILED, true, e);
        }
    }

    private static JournalRecord record(Fact fact, Event event, byte retention) {
        RecordKind kind = RecordKind.PLAIN;
        UUID key = NO_KEY;
        switch (fact) {
            case CallStarted started -> {
                kind = RecordKind.OPENS;
                key = started.callId();
            }
            case CallCompleted completed -> {
                kind = RecordKind.CLOSES;
                key = completed.callId();
            }
            case KeyRotated rotated -> {
                kind = RecordKind.ROTATES;
                key = rotated.mark();
            }
            case BatchLine line -> key = line.callId();
            case ApplicationEvent said -> key = said.id();
            case LogLife.Heartbeat beat -> key = JournalRecord.CAN_WAIT;
            default -> {}
        }
        return new JournalRecord(kind, key, retention, event.time(), event.canonical());
    }

    /// From now on events are taken.
    void open() {
        long stamp = gate.writeLock();
        open = true;
        gate.unlockWrite(stamp);
    }

    /// From now on no event is taken, and none is on its way any more.
    /// @return whether all that were on their way ended in time
    boolean close(Duration patience) throws InterruptedException {
        long stamp = gate.tryWriteLock(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (stamp == 0) {
            return false;
        }
        open = false;
        gate.unlockWrite(stamp);
        return true;
    }
}
