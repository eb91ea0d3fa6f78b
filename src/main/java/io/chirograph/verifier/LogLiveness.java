package io.chirograph.verifier;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import io.chirograph.publishedlog.DamagedObjectException;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.scan.EventFacts;
import io.chirograph.verifier.scan.SuccessionFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// What a published log says of its own life.
/// Read from a few segments and not verified: it decides when somebody is asked, not what is true.
public record LogLiveness(PublishedLog log) {
    /// Heartbeats lie no more than an hour of segments apart, and mostly a minute.
    private static final int MOST_SEGMENTS = 50;

    private static final int PAGE = 1000;

    /// The end of a log.
    /// @param size of the checkpoint that it ends with
    /// @param time of its last event, by the writer's clock
    /// @param heartbeat when it promises the next event at the latest; null where no event near the end says so
    public record LastWords(
            long size, Instant time, @Nullable Duration heartbeat, boolean stopped) {}

    /// What its last events say; empty when the segments that hold them are not there or damaged.
    public Optional<LastWords> lastWords(long size) throws ArchiveUnavailableException {
        LastWords words = null;
        long end = size;
        for (int i = 0; i < MOST_SEGMENTS && end > 0 && (words == null || words.heartbeat() == null); i++) {
            long start = log.sizeUpTo(end - 1);
            Optional<SegmentName> segment = log.segmentFrom(start);
            Optional<LastWords> read = segment.isEmpty() ? Optional.empty() : read(segment.get(), size);
            if (read.isEmpty()) {
                break;
            }
            words = words == null
                    ? read.get()
                    : new LastWords(size, words.time(), read.get().heartbeat(), words.stopped());
            if (words.stopped()) {
                break;
            }
            end = start;
        }
        return Optional.ofNullable(words);
    }

    private Optional<LastWords> read(SegmentName segment, long size) throws ArchiveUnavailableException {
        AtomicReference<@Nullable LastWords> words = new AtomicReference<>();
        try {
            log.entries(segment, (position, entry) -> {
                LastWords before = words.get();
                words.set(view(entry)
                        .map(event -> after(before, size, EventFacts.of(event)))
                        .orElse(before));
            });
        } catch (DamagedObjectException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(words.get());
    }

    private static LastWords after(@Nullable LastWords before, long size, EventFacts event) {
        Duration heartbeat = event.heartbeatMillis() != null
                ? Duration.ofMillis(event.heartbeatMillis())
                : before == null ? null : before.heartbeat();
        return new LastWords(size, event.time(), heartbeat, event.type().equals(EventType.LOG_STOPPED.wire()));
    }

    private static Optional<EventView> view(byte[] entry) {
        try {
            return Optional.of(EventView.read(entry));
        } catch (MalformedEventException e) {
            return Optional.empty();
        }
    }

    /// The id of the log that this one went on from, by its first event; empty for none.
    public Optional<String> predecessor() throws ArchiveUnavailableException {
        List<SegmentName> first = log.segments(null, 1);
        if (first.isEmpty() || first.getFirst().first() != 0) {
            return Optional.empty();
        }
        AtomicReference<@Nullable SuccessionFacts> succession = new AtomicReference<>();
        try {
            log.entries(first.getFirst(), (position, entry) -> {
                if (position == 0) {
                    view(entry).map(SuccessionFacts::of).ifPresent(succession::set);
                }
            });
        } catch (DamagedObjectException e) {
            return Optional.empty();
        }
        return Optional.ofNullable(succession.get()).map(SuccessionFacts::log);
    }

    /// The size of the newest checkpoint, given that one of size `known` was there; -1 for none. One request while
    /// few have come since.
    public OptionalLong newest(long known) throws ArchiveUnavailableException {
        List<Long> since = log.checkpointSizes(known, PAGE);
        if (since.size() == PAGE) {
            return log.newestSize();
        }
        long newest = since.isEmpty() ? known : since.getLast();
        return newest < 0 ? OptionalLong.empty() : OptionalLong.of(newest);
    }
}
