package io.chirograph.query;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// What the follower knows of itself, for health and metrics. Safe for many threads.
final class FollowStatus {
    private final Clock clock;
    private final ConcurrentSkipListMap<String, LogIndexer.Step> steps = new ConcurrentSkipListMap<>();
    private final ConcurrentSkipListMap<String, String> refused = new ConcurrentSkipListMap<>();
    private final AtomicLong failures = new AtomicLong();
    private volatile Instant caughtUp;
    private volatile @Nullable String lastFailure;

    FollowStatus(Clock clock) {
        this.clock = clock;
        this.caughtUp = clock.instant();
    }

    void stepped(String log, LogIndexer.Step step) {
        steps.put(log, step);
        refused.remove(log);
    }

    void refused(String log, String why) {
        refused.put(log, why);
        failed(why);
    }

    void failed(String why) {
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

    @Nullable
    String lastFailure() {
        return lastFailure;
    }

    /// How long ago everything published was indexed.
    double lagSeconds() {
        return Math.max(0, clock.millis() - caughtUp.toEpochMilli()) / 1000.0;
    }

    long lagEvents() {
        return steps.values().stream()
                .mapToLong(step -> step.published() - step.indexed())
                .sum();
    }

    long events() {
        return steps.values().stream().mapToLong(LogIndexer.Step::indexed).sum();
    }
}
