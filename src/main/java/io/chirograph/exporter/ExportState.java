package io.chirograph.exporter;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalCorruptException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// State of the export to one archive, for health, metrics and exporter.
/// Safe for many threads.
public final class ExportState {
    private static final Logger LOG = LoggerFactory.getLogger(ExportState.class);

    private final String archive;
    private final ExportedLog log;
    private final Journal journal;
    private final LongSupplier leading;
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong objects = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong unlocked = new AtomicLong();
    private final AtomicLong contentMissing = new AtomicLong();
    private final Set<Byte> unknownClasses = new ConcurrentSkipListSet<>();
    private volatile long published;
    private volatile @Nullable LocalDate date;
    private volatile @Nullable String stopped;
    private volatile @Nullable String failure;
    private volatile @Nullable Instant success;
    private @Nullable Oldest oldest;

    /// The oldest unexported record, its time, and when it was first seen waiting.
    private record Oldest(long sequence, Instant time, long seen) {}

    /// @param leading how far the one that has most has come
    ExportState(ConfiguredArchive target, ExportedLog log, LongSupplier leading) {
        this.archive = target.name();
        this.log = log;
        this.journal = log.journal();
        this.leading = leading;
        this.published = remembered(target);
    }

    /// How far the archive is known to have come, before it is asked.
    private long remembered(ConfiguredArchive target) {
        try {
            Optional<ExportCursor> cursor = log.staging().cursor(archive);
            return cursor.isPresent() || !target.isMain()
                    ? cursor.map(ExportCursor::size).orElse(0L)
                    : journal.firstSequence();
        } catch (IOException | ExportStoppedException e) {
            LOG.warn("how far {} has come is not known: {}", archive, e.getMessage());
            return journal.firstSequence();
        }
    }

    public String archive() {
        return archive;
    }

    void published(LogHead edge) {
        date = edge.date();
        published = edge.size();
    }

    void succeeded(Instant when) {
        success = when;
        if (failure != null) {
            LOG.info("export to {} works again", archive);
            failure = null;
        }
    }

    void failed(String reason) {
        failures.incrementAndGet();
        if (!reason.equals(failure)) {
            LOG.warn("export to {} failed and will be tried again: {}", archive, reason);
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
            LOG.error(
                    "archive {} stores objects without the lock that they were sent with, or with a weaker one",
                    archive);
        }
    }

    /// Notes that events carry the code of a retention class that is not configured. Answers whether that is news.
    boolean unknownClass(byte code) {
        return unknownClasses.add(code);
    }

    /// Codes of retention classes that exported events carry and no configured class has, since the start.
    Set<Byte> unknownClasses() {
        return Collections.unmodifiableSet(unknownClasses);
    }

    /// Notes that events were copied to this archive without these objects of content that they name.
    void contentMissing(Collection<String> keys) {
        if (!keys.isEmpty()) {
            contentMissing.addAndGet(keys.size());
            LOG.warn(
                    "archive {} is filled without {} objects of content, which neither the journal holds nor another"
                            + " archive gives; the first is {}",
                    archive,
                    keys.size(),
                    keys.iterator().next());
        }
    }

    /// Objects of content that this archive was filled without, since the start.
    long contentMissing() {
        return contentMissing.get();
    }

    /// Why the exporter stopped for good; null while it has not.
    public @Nullable String stopped() {
        return stopped;
    }

    /// Why the last try failed; null when it did not.
    public @Nullable String failure() {
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

    public long waiting() {
        return Math.max(0, journal.nextSequence() - published);
    }

    /// Positions that can be published no more, for the journal has lost them and no archive has them.
    long gap() {
        return Math.max(0, journal.firstSequence() - Math.max(published, leading.getAsLong()));
    }

    /// How long the oldest unexported event has been seen waiting, by a clock that never steps.
    synchronized Duration waited() {
        Oldest waiting = oldest();
        return waiting == null ? Duration.ZERO : Duration.ofNanos(log.nanos().getAsLong() - waiting.seen());
    }

    /// The age of the oldest unexported event: by its own time, or as long as it was seen waiting, whichever is
    /// more, so that a clock that stepped back cannot silence the alarm.
    synchronized Duration age() {
        Oldest waiting = oldest();
        if (waiting == null) {
            return Duration.ZERO;
        }
        Duration byTime = Duration.between(waiting.time(), log.clock().instant());
        Duration seen = Duration.ofNanos(log.nanos().getAsLong() - waiting.seen());
        return byTime.compareTo(seen) > 0 ? byTime : seen;
    }

    private synchronized @Nullable Oldest oldest() {
        long sequence = published;
        if (sequence >= journal.nextSequence()) {
            oldest = null;
        } else if (oldest == null || oldest.sequence() != sequence) {
            oldest = new Oldest(sequence, timeOf(sequence), log.nanos().getAsLong());
        }
        return oldest;
    }

    /// The record's time; where the journal no longer holds it, the day on which the archive's last segment begins.
    private Instant timeOf(long sequence) {
        LocalDate last = date;
        if (sequence < journal.firstSequence() && last != null) {
            return last.atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        Instant[] time = {log.clock().instant()};
        try {
            journal.read(Math.max(sequence, journal.firstSequence()), entry -> {
                time[0] = entry.entry().time();
                return false;
            });
        } catch (IOException | JournalCorruptException | RuntimeException e) {
            LOG.debug("record {} cannot be read; its age counts from now on", sequence, e);
        }
        return time[0];
    }
}
