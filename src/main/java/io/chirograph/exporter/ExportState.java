package io.chirograph.exporter;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How the export is doing, for health, metrics and the exporter itself. Safe for many threads.
final class ExportState {
    private static final Logger LOG = LoggerFactory.getLogger(ExportState.class);

    private final Journal journal;
    private final Clock clock;
    private final LongSupplier nanos;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong unlocked = new AtomicLong();
    private volatile long published;
    private volatile @Nullable String stopped;
    private volatile @Nullable String failure;
    private volatile @Nullable Instant success;
    private @Nullable Oldest oldest;

    /// The oldest unexported record, its time, and when it was first seen waiting.
    private record Oldest(long sequence, Instant time, long seen) {}

    /// @param nanos a clock that never steps, as [System#nanoTime]
    ExportState(Journal journal, Clock clock, LongSupplier nanos) {
        this.journal = journal;
        this.clock = clock;
        this.nanos = nanos;
        this.published = journal.firstSequence();
    }

    void published(long size) {
        published = size;
    }

    void succeeded(Instant when) {
        success = when;
        if (failure != null) {
            LOG.info("export works again");
            failure = null;
        }
    }

    void failed(String reason) {
        failures.incrementAndGet();
        if (!reason.equals(failure)) {
            LOG.warn("export failed and will be tried again: {}", reason);
        }
        failure = reason;
    }

    void stop(String reason) {
        failures.incrementAndGet();
        stopped = reason;
    }

    void stored(int length, boolean withoutLock) {
        objects.incrementAndGet();
        bytes.addAndGet(length);
        if (withoutLock && unlocked.getAndIncrement() == 0) {
            LOG.error("the archive stores objects without the lock that they were sent with, or with a weaker one");
        }
    }

    /// Why the exporter stopped for good; null while it has not.
    @Nullable
    String stopped() {
        return stopped;
    }

    /// Why the last try failed; null when it did not.
    @Nullable
    String failure() {
        return failure;
    }

    @Nullable
    Instant success() {
        return success;
    }

    long failures() {
        return failures.get();
    }

    long objects() {
        return objects.get();
    }

    long bytes() {
        return bytes.get();
    }

    /// Objects that the store did not lock though it was asked to.
    long unlocked() {
        return unlocked.get();
    }

    /// Durable events that are not published.
    long waiting() {
        return Math.max(0, journal.nextSequence() - published);
    }

    /// Positions that can be published no more, for the journal has lost them.
    long gap() {
        return Math.max(0, journal.firstSequence() - published);
    }

    /// How long the oldest unexported event has been seen waiting, by a clock that never steps.
    synchronized Duration waited() {
        Oldest waiting = oldest();
        return waiting == null ? Duration.ZERO : Duration.ofNanos(nanos.getAsLong() - waiting.seen());
    }

    /// The age of the oldest unexported event: by its own time, or as long as it was seen waiting, whichever is
    /// more, so that a clock that stepped back cannot silence the alarm.
    synchronized Duration age() {
        Oldest waiting = oldest();
        if (waiting == null) {
            return Duration.ZERO;
        }
        Duration byTime = Duration.between(waiting.time(), clock.instant());
        Duration seen = Duration.ofNanos(nanos.getAsLong() - waiting.seen());
        return byTime.compareTo(seen) > 0 ? byTime : seen;
    }

    private synchronized @Nullable Oldest oldest() {
        long sequence = Math.max(published, journal.firstSequence());
        if (sequence >= journal.nextSequence()) {
            oldest = null;
        } else if (oldest == null || oldest.sequence() != sequence) {
            oldest = new Oldest(sequence, timeOf(sequence), nanos.getAsLong());
        }
        return oldest;
    }

    private Instant timeOf(long sequence) {
        Instant[] time = {clock.instant()};
        try {
            journal.read(sequence, entry -> {
                time[0] = entry.entry().time();
                return false;
            });
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            LOG.debug("record {} cannot be read; its age counts from now on", sequence, e);
        }
        return time[0];
    }
}
