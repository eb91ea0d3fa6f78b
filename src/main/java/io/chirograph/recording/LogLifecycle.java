package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.facts.LogLife;
import io.chirograph.event.value.LogSizes;
import io.chirograph.event.value.LogSuccession;
import io.chirograph.event.value.Outcome;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import io.chirograph.journal.JournalStatus;
import io.chirograph.journal.RecoveryReport;
import io.chirograph.journal.StoredRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The log's own events: how it starts, that it is alive, how it stops. One thread at a time.
///
/// A start is a row of events that goes on where it was held up: `log.recovered` when the last stop was not a
/// clean one, `log.started`, and an `interrupted` for every call that was found open. A stop is clean when
/// `log.stopped` is the last record.
final class LogLifecycle {
    private final Journal journal;
    private final LogWriter writer;
    private final ClockWatch watch;
    private final Duration heartbeat;
    private final String version;
    private final String origin;
    private final @Nullable String receiptKey;
    private final Deque<Step> beginning = new ArrayDeque<>();

    /// @param receiptKey the key that this process signs receipts with, as a vkey; null where it signs none
    LogLifecycle(
            Journal journal,
            LogWriter writer,
            ClockWatch watch,
            Duration heartbeat,
            String version,
            String origin,
            @Nullable String receiptKey) {
        this.journal = journal;
        this.writer = writer;
        this.watch = watch;
        this.heartbeat = heartbeat;
        this.version = version;
        this.origin = origin;
        this.receiptKey = receiptKey;
    }

    /// One event that belongs to the start.
    @FunctionalInterface
    private interface Step {
        void record() throws RecordingUnavailable;
    }

    /// Works out what the start has to say; nothing is recorded yet.
    void prepare() {
        RecoveryReport found = journal.recovery();
        LastRecord last = LastRecord.of(journal);
        last.time().ifPresent(watch::see);
        if (!found.clean() || last.endsWithoutStop()) {
            beginning.add(() -> writer.write(new LogLife.Recovered(
                    found.tornBytes(),
                    found.tornDigest(),
                    found.openKeys().size(),
                    sizes(),
                    found.unnamedContent() > 0 ? found.unnamedContent() : null,
                    watch.take())));
        }
        beginning.add(() -> writer.write(new LogLife.Started(
                version,
                origin,
                found.created(),
                heartbeat,
                sizes(),
                receiptKey,
                journal.durability(),
                null,
                watch.take())));
        new TreeMap<>(found.openKeys())
                .forEach((callId, retention) -> beginning.add(() -> interrupted(callId, retention)));
    }

    /// The first event of a log that goes on where another one ended.
    void succeed(LogSuccession facts) throws RecordingUnavailable {
        writer.write(new LogLife.Started(version, origin, true, heartbeat, sizes(), null, null, facts, null));
    }

    /// Records what is left of the start. On return the log may be opened.
    /// @throws RecordingUnavailable the journal does not take records; to be called again
    void begin() throws RecordingUnavailable {
        for (Step step = beginning.peek(); step != null; step = beginning.peek()) {
            step.record();
            beginning.remove();
        }
    }

    void beat() throws RecordingUnavailable {
        Long back = watch.take();
        try {
            writer.append(new LogLife.Heartbeat(heartbeat, sizes(), back));
        } catch (RecordingUnavailable e) {
            watch.restore(back);
            throw e;
        }
    }

    /// Whether the journal was stopped cleanly when it was opened, with nothing left to say.
    boolean hasEnded() {
        RecoveryReport found = journal.recovery();
        return found.clean()
                && !found.created()
                && found.openKeys().isEmpty()
                && !LastRecord.of(journal).endsWithoutStop();
    }

    /// @param reason why the log stops
    void end(String reason) throws RecordingUnavailable {
        writer.write(new LogLife.Stopped(reason, sizes(), watch.take()));
    }

    /// Ends the calls whose beginning or end could not be recorded and that the journal has open.
    void endAbandoned() throws RecordingUnavailable {
        for (Map.Entry<UUID, Byte> one : journal.abandoned().entrySet()) {
            writer.close(
                    CallCompleted.withoutResponse(one.getKey(), Outcome.INTERRUPTED, "recording-unavailable"),
                    one.getValue());
        }
    }

    /// @param retention of its `ai.call.started`
    private void interrupted(UUID callId, byte retention) throws RecordingUnavailable {
        writer.close(CallCompleted.withoutResponse(callId, Outcome.INTERRUPTED, "crash"), retention);
    }

    private LogSizes sizes() {
        JournalStatus now = journal.status();
        return new LogSizes(now.nextSequence(), now.firstSequence(), now.confirmed(), now.bytes(), now.openKeys());
    }

    /// The record at the end of the journal as it was opened, when the journal still holds it.
    private record LastRecord(@Nullable StoredRecord stored) {
        static LastRecord of(Journal journal) {
            long end = journal.nextSequence();
            if (end == journal.firstSequence()) {
                return new LastRecord(null);
            }
            AtomicReference<@Nullable StoredRecord> last = new AtomicReference<>();
            try {
                journal.read(end - 1, stored -> {
                    last.set(stored);
                    return false;
                });
            } catch (IOException e) {
                throw new UncheckedIOException("the last record of the journal, " + (end - 1) + ", cannot be read", e);
            } catch (JournalCorruptException e) {
                throw new IllegalStateException("the last record of the journal, " + (end - 1) + ", does not hold", e);
            }
            return new LastRecord(last.get());
        }

        Optional<Instant> time() {
            return Optional.ofNullable(stored).map(record -> record.entry().time());
        }

        /// Whether there is a last record and it is not the one that a clean stop leaves.
        boolean endsWithoutStop() {
            if (stored == null) {
                return false;
            }
            try {
                return !EventView.read(stored.entry().payload()).type().equals(EventType.LOG_STOPPED.wire());
            } catch (MalformedEventException e) {
                throw new IllegalStateException("record " + stored.sequence() + " of the journal holds no event", e);
            }
        }
    }
}
