package io.chirograph.verifier.search;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import org.jspecify.annotations.Nullable;

/// Measures what one log covers, event by event.
/// Events come in the order of positions. Not safe for several threads.
final class SpanCounter {
    private final CallFilter filter;
    private long first = -1;
    private long firstTime;
    private long last;
    private long lastTime;
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
        if (first < 0) {
            first = position;
            firstTime = time;
            succeeds = position == 0 ? Coverage.predecessor(event) : null;
        }
        last = position;
        lastTime = time;
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
        long longest = before == null ? -1 : before.to() - before.from();
        return time - latest > longest ? new Coverage.Silence(latest, time) : before;
    }

    Coverage.Span done() {
        return new Coverage.Span(
                first, firstTime, last, lastTime, stopped, succeeds, events, heartbeats, lapses, silence);
    }
}
