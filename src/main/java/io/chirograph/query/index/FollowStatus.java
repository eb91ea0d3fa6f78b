package io.chirograph.query.index;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the follower knows of itself, for health and metrics. Safe for many threads.
public final class FollowStatus implements MeterBinder {
    private final Clock clock;
    private final ConcurrentSkipListMap<String, LogIndexer.Step> steps = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, String> refused = new ConcurrentSkipListMap<>();
    private final Set<String> failing = ConcurrentHashMap.newKeySet();
    private final AtomicLong failures = new AtomicLong();
    private final AtomicLong rebuilds = new AtomicLong();
    private volatile Instant caughtUp;
    private volatile @Nullable String lastFailure;

    public FollowStatus(Clock clock) {
        this.clock = clock;
        this.caughtUp = clock.instant();
    }

    void stepped(String log, LogIndexer.Step step) {
        steps.put(log, step);
        failing.remove(log);
        refused.remove(log);
    }

    void refused(String log, String why) {
        refused.put(log, why);
        failed(log, why);
    }

    /// How far the log is published and indexed is not known from here on.
    void failed(String log, String why) {
        failing.add(log);
        failures.incrementAndGet();
        lastFailure = why;
    }

    /// A round found nothing that is published and not indexed.
    void caughtUp() {
        caughtUp = clock.instant();
        lastFailure = null;
    }

    /// Logs whose published form is not what they signed, with the reason.
    Map<String, String> refusals() {
        return new TreeMap<>(refused);
    }

    /// Logs that are followed and of which nothing was found: not yet, or the wrong key, archive or prefix.
    List<String> empty() {
        return steps.entrySet().stream()
                .filter(log -> log.getValue().indexed() == 0)
                .map(Map.Entry::getKey)
                .toList();
    }

    long failures() {
        return failures.get();
    }

    /// The index is thrown away and built again.
    void rebuilds() {
        rebuilds.incrementAndGet();
        steps.clear();
    }

    long rebuilt() {
        return rebuilds.get();
    }

    @Nullable
    String lastFailure() {
        return lastFailure;
    }

    /// How long ago everything published was indexed.
    double lagSeconds() {
        return Math.max(0, clock.millis() - caughtUp.toEpochMilli()) / 1000.0;
    }

    /// Published events that are not indexed; empty while that is not known of some log.
    OptionalLong lagEvents() {
        return failing.isEmpty() ? OptionalLong.of(lag()) : OptionalLong.empty();
    }

    private long lag() {
        return steps.values().stream()
                .mapToLong(step -> step.published() - step.indexed())
                .sum();
    }

    long events() {
        return steps.values().stream().mapToLong(LogIndexer.Step::indexed).sum();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        var meters = Meters.of(registry, "chirograph.index.", this);
        meters.in("seconds").gauge("lag", "How long ago everything published was indexed", FollowStatus::lagSeconds);
        meters.gauge(
                        "lag.events",
                        "Published events that are not indexed, NaN while that is not known",
                        status -> status.lagEvents().stream()
                                .asDoubleStream()
                                .findFirst()
                                .orElse(Double.NaN))
                .gauge("events", "Indexed events", FollowStatus::events)
                .gauge(
                        "refused.logs",
                        "Logs whose published form is not what they signed",
                        s -> s.refusals().size())
                .counter("failures", "Attempts to index that failed", FollowStatus::failures)
                .counter("rebuilds", "Times that the index was found damaged and built again", FollowStatus::rebuilt);
    }
}
