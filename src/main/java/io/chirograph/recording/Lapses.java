package io.chirograph.recording;

import io.chirograph.event.facts.LogLife;
import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Counts refusals that nothing could be recorded of, until one event accounts for them. Safe for many
/// threads; counting never waits for the journal.
final class Lapses {
    private final Clock clock;
    private final LogWriter writer;
    private final ReentrantLock recording = new ReentrantLock();
    private final AtomicReference<LogLife.@Nullable Lapsed> open = new AtomicReference<>();

    Lapses(Clock clock, LogWriter writer) {
        this.clock = clock;
        this.writer = writer;
    }

    void count() {
        Instant now = clock.instant();
        add(new LogLife.Lapsed(now, now, 1));
    }

    long pending() {
        LogLife.Lapsed lapse = open.get();
        return lapse == null ? 0 : lapse.refused();
    }

    /// Accounts for what was counted; on return nothing counted before is left.
    /// @throws RecordingUnavailable it goes on; the count is kept
    void settle() throws RecordingUnavailable {
        if (open.get() == null) {
            return;
        }
        recording.lock();
        try {
            LogLife.Lapsed lapse = open.getAndSet(null);
            if (lapse != null) {
                record(lapse);
            }
        } finally {
            recording.unlock();
        }
    }

    private void record(LogLife.Lapsed lapse) throws RecordingUnavailable {
        try {
            writer.append(lapse);
        } catch (RecordingUnavailable e) {
            add(lapse);
            throw e;
        }
    }

    private void add(LogLife.Lapsed more) {
        LogLife.Lapsed unused = open.accumulateAndGet(
                more,
                (one, other) -> one == null
                        ? other
                        : new LogLife.Lapsed(
                                one.from().isBefore(other.from()) ? one.from() : other.from(),
                                one.to().isAfter(other.to()) ? one.to() : other.to(),
                                one.refused() + other.refused()));
    }
}
