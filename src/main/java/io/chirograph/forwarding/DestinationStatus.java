package io.chirograph.forwarding;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What is known of one destination, for health and metrics. Safe for many threads.
final class DestinationStatus {
    private static final Logger LOG = LoggerFactory.getLogger(DestinationStatus.class);
    private final String name;
    private final Clock clock;
    private final ConcurrentSkipListMap<String, Stand> logs = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, String> failing = new ConcurrentSkipListMap<>();
    private final Set<String> refused = ConcurrentHashMap.newKeySet();
    private final AtomicLong failures = new AtomicLong();
    private volatile Instant caughtUp;
    private volatile @Nullable Away away;

    DestinationStatus(String name, Clock clock) {
        this.name = name;
        this.clock = clock;
        this.caughtUp = clock.instant();
    }

    /// How far a log is published, and how far it was forwarded; null for not begun.
    private record Stand(long newest, @Nullable ForwardCursor cursor) {
        long lag() {
            return cursor == null ? newest : Math.max(0, newest - cursor.position());
        }
    }

    /// Since when and why nothing is taken.
    private record Away(Instant since, String why) {}

    /// As configured, for people.
    String name() {
        return "destination " + name;
    }

    void stands(String log, long newest, @Nullable ForwardCursor cursor) {
        logs.put(log, new Stand(newest, cursor));
    }

    /// A log can be followed.
    void follows(String log) {
        failing.remove(log);
        refused.remove(log);
    }

    /// A log cannot be followed now.
    /// @param isRefused whether what is published is not what was signed
    void fails(String log, String why, boolean isRefused) {
        failures.incrementAndGet();
        if (!why.equals(failing.put(log, why))) {
            LOG.warn("{} does not get log {} any further: {}", name(), log, why);
        }
        if (isRefused) {
            refused.add(log);
        }
    }

    /// Everything published was dealt with.
    void caughtUp() {
        caughtUp = clock.instant();
    }

    void away(String why) {
        failures.incrementAndGet();
        Away before = away;
        if (before == null || !before.why().equals(why)) {
            LOG.warn("{} takes nothing and is tried again: {}", name(), why);
        }
        away = new Away(before == null ? clock.instant() : before.since(), why);
    }

    void delivered() {
        if (away != null) {
            LOG.info("{} takes events again", name());
            away = null;
        }
    }

    boolean isRefused() {
        return !refused.isEmpty();
    }

    private double lagSeconds() {
        return Math.max(0, clock.millis() - caughtUp.toEpochMilli()) / 1000.0;
    }

    /// NaN while that is not known of some log.
    private double lagEvents() {
        return failing.isEmpty() ? logs.values().stream().mapToLong(Stand::lag).sum() : Double.NaN;
    }

    private long sum(ToLongFunction<ForwardCursor> what) {
        return cursors().mapToLong(what).sum();
    }

    private Stream<ForwardCursor> cursors() {
        return logs.values().stream().map(Stand::cursor).filter(Objects::nonNull);
    }

    void bindTo(MeterRegistry registry) {
        var meters = Meters.of(registry, "chirograph.forwarding.", this).tag("destination", name);
        meters.in("seconds")
                .gauge("lag", "How long ago everything published had been sent", DestinationStatus::lagSeconds);
        meters.gauge(
                        "lag.events",
                        "Published events that were not dealt with, NaN while that is not known",
                        DestinationStatus::lagEvents)
                .flag("away", "1 while the destination takes nothing", status -> status.away != null)
                .counter("sent", "Events that were taken", status -> status.sum(ForwardCursor::sent))
                .counter("failed", "Attempts to read or to send that failed", status -> status.failures.get())
                .counter("parked", "Events that the destination refused", status -> status.sum(ForwardCursor::parked))
                .counter(
                        "lost",
                        "Events that left the archive before they were sent",
                        status -> status.sum(ForwardCursor::lost));
    }

    /// For the health endpoint.
    Map<String, Object> details() {
        Map<String, Object> details = new LinkedHashMap<>();
        Away now = away;
        if (now != null) {
            details.put("awaySince", now.since().toString());
            details.put("awayBecause", now.why());
        }
        double lag = lagEvents();
        details.put("lagEvents", Double.isNaN(lag) ? "unknown" : (long) lag);
        details.put("lagSeconds", lagSeconds());
        details.put("sent", sum(ForwardCursor::sent));
        details.put("parked", sum(ForwardCursor::parked));
        details.put("lost", sum(ForwardCursor::lost));
        failing.forEach((log, why) -> details.put("failing." + log, why));
        notes(details, "lastParked.", ForwardCursor::parkedAt);
        notes(details, "lastLost.", ForwardCursor::lostAt);
        return details;
    }

    private void notes(
            Map<String, Object> details,
            String prefix,
            Function<ForwardCursor, ? extends List<ForwardCursor.Note>> notes) {
        cursors().forEach(cursor -> {
            List<ForwardCursor.Note> of = notes.apply(cursor);
            if (!of.isEmpty()) {
                ForwardCursor.Note last = of.getLast();
                details.put(
                        prefix + cursor.log(),
                        "positions " + last.from() + " to " + (last.to() - 1) + ": " + last.why() + ", " + last.at());
            }
        });
    }
}
