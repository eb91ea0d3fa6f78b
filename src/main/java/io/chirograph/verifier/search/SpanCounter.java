package io.chirograph.verifier.search;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Measures what one log covers, event by event.
/// Events come in the order of positions. Not safe for several threads.
final class SpanCounter {
    private final CallFilter filter;
    private Coverage.@Nullable Edge first;
    private Coverage.@Nullable Edge last;
    private boolean stopped;
    private @Nullable String succeeds;
    private long events;
    private long heartbeats;
    private long lapses;
    private long latest;
    private Coverage.@Nullable Silence silence;

    SpanCounter(CallFilter filter) {
        this.filter = filter;
    }

    void event(long position, EventView event) {
        long time = event.time().toEpochMilli();
        last = new Coverage.Edge(position, Instant.ofEpochMilli(time));
        if (first == null) {
            first = last;
            succeeds = position == 0 ? Coverage.predecessor(event) : null;
        }
        stopped = event.type().equals(EventType.LOG_STOPPED.wire());
        if (filter.inPeriod(time)) {
            silence = events == 0 ? null : longer(silence, time);
            latest = events == 0 ? time : Math.max(latest, time);
            events++;
            heartbeats += event.type().equals(EventType.LOG_HEARTBEAT.wire()) ? 1 : 0;
            lapses += event.type().equals(EventType.RECORDING_LAPSED.wire()) ? 1 : 0;
        }
    }

    private Coverage.@Nullable Silence longer(Coverage.@Nullable Silence before, long time) {
        Duration longest = before == null ? Duration.ofMillis(-1) : Duration.between(before.from(), before.to());
        return time - latest > longest.toMillis() ? Coverage.Silence.ofMillis(latest, time) : before;
    }

    Coverage.Span done(String log) {
        Coverage.Edge begin = Objects.requireNonNull(first, "no event");
        Coverage.Edge end = Objects.requireNonNull(last, "no event");
        return new Coverage.Span(log, begin, end, stopped, succeeds, events, heartbeats, lapses, silence);
    }
}
