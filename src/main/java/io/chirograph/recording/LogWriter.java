package io.chirograph.recording;

import io.chirograph.event.Event;
import io.chirograph.event.EventType;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.CallStarted;
import io.chirograph.event.facts.EventEncoder;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.KeyRotated;
import io.chirograph.event.facts.LogHeartbeat;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalFailedException;
import io.chirograph.journal.JournalFullException;
import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.StampedLock;

/// Appends the events of facts to the journal, between the log's start and its stop only.
final class LogWriter {
    /// The key of records that need none.
    private static final UUID NO_KEY = new UUID(0, 0);

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
    UUID append(Fact fact) throws RecordingUnavailable {
        return append(fact, codes.of(fact.type().wire()));
    }

    /// Makes an event about a call durable, for as long as the class that policy names says.
    UUID append(Fact fact, String retentionClass) throws RecordingUnavailable {
        return append(fact, codes.of(fact.type().wire(), retentionClass));
    }

    private UUID append(Fact fact, byte retention) throws RecordingUnavailable {
        Event event = encoder.encode(fact);
        long stamp = gate.readLock();
        try {
            if (!open) {
                metrics.failed("closed");
                throw new RecordingUnavailable("the log is not open", RETRY_WHEN_CLOSED, false, null);
            }
            return write(fact, event, retention);
        } finally {
            gate.unlockRead(stamp);
        }
    }

    /// Makes an event of the log's own life durable, whether the log is open or not.
    UUID write(Fact fact) throws RecordingUnavailable {
        return write(fact, encoder.encode(fact), codes.of(fact.type().wire()));
    }

    /// Ends a call that another process left open, with the class that policy named then, if it named one.
    /// @param started the code of its `ai.call.started`
    void close(CallCompleted fact, byte started) throws RecordingUnavailable {
        boolean usual = started == codes.of(EventType.CALL_STARTED.wire());
        write(fact, encoder.encode(fact), usual ? codes.of(fact.type().wire()) : started);
    }

    private UUID write(Fact fact, Event event, byte retention) throws RecordingUnavailable {
        try {
            journal.append(record(fact, event, retention));
            metrics.recorded(event.type());
            watch.see(event.time());
            return event.id();
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
            case LogHeartbeat beat -> key = JournalRecord.CAN_WAIT;
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
