package io.chirograph.recording;

import io.chirograph.event.Event;
import io.chirograph.event.EventType;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;

/// Appends events to the journal between the log's start and its stop, and at no other time.
final class LogWriter {
    /// The key of records that belong to no call.
    static final UUID NO_CALL = new UUID(0, 0);

    private static final Duration RETRY_WHEN_CLOSED = Duration.ofSeconds(5);
    private static final Duration RETRY_WHEN_FAILED = Duration.ofSeconds(30);

    private final Journal journal;
    private final RecordingMetrics metrics;
    private final ClockWatch watch;
    private final RetentionCodes codes;
    private final StampedLock gate = new StampedLock();
    private boolean open;

    LogWriter(Journal journal, RecordingMetrics metrics, ClockWatch watch, RetentionCodes codes) {
        this.journal = journal;
        this.metrics = metrics;
        this.watch = watch;
        this.codes = codes;
    }

    /// Makes an event durable.
    void append(Event event, RecordKind kind, UUID key) throws RecordingUnavailable {
        append(event, kind, key, codes.of(event.type().wire()));
    }

    /// Makes an event about a call durable, for as long as the class that policy names says.
    void append(Event event, RecordKind kind, UUID key, String retentionClass) throws RecordingUnavailable {
        append(event, kind, key, codes.of(event.type().wire(), retentionClass));
    }

    private void append(Event event, RecordKind kind, UUID key, byte retention) throws RecordingUnavailable {
        long stamp = gate.readLock();
        try {
            if (!open) {
                metrics.failed("closed");
                throw new RecordingUnavailable("the log is not open", RETRY_WHEN_CLOSED, false, null);
            }
            write(event, kind, key, retention);
        } finally {
            gate.unlockRead(stamp);
        }
    }

    /// Makes an event of the log's own life durable, whether the log is open or not.
    void write(Event event, RecordKind kind, UUID key) throws RecordingUnavailable {
        write(event, kind, key, codes.of(event.type().wire()));
    }

    /// Ends a call that another process left open, with the class that policy named then, if it named one.
    ///
    /// @param started the code of its `ai.call.started`
    void close(Event event, UUID callId, byte started) throws RecordingUnavailable {
        boolean usual = started == codes.of(EventType.CALL_STARTED.wire());
        write(event, RecordKind.CLOSES, callId, usual ? codes.of(event.type().wire()) : started);
    }

    private void write(Event event, RecordKind kind, UUID key, byte retention) throws RecordingUnavailable {
        try {
            journal.append(new JournalRecord(kind, key, retention, event.time(), event.canonical()));
            metrics.recorded(event.type());
            watch.see(event.time());
        } catch (JournalFullException e) {
            metrics.failed("full");
            throw new RecordingUnavailable("the journal is full: " + e.getMessage(), e.retryAfter(), false, e);
        } catch (JournalFailedException e) {
            metrics.failed("failed");
            throw new RecordingUnavailable(
                    "the journal is closed for writing: " + e.getMessage(), RETRY_WHEN_FAILED, true, e);
        }
    }

    /// From now on events are taken.
    void open() {
        long stamp = gate.writeLock();
        open = true;
        gate.unlockWrite(stamp);
    }

    /// From now on no event is taken, and none is on its way any more.
    ///
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

    boolean isOpen() {
        long stamp = gate.readLock();
        try {
            return open;
        } finally {
            gate.unlockRead(stamp);
        }
    }
}
