package io.chirograph.metalog;

import io.chirograph.archive.ArchiveConflictException;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.exporter.keys.ExportStoppedException;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.lifecycle.LifecyclePart;
import io.chirograph.support.lifecycle.Phase;
import io.chirograph.support.metrics.Meters;
import io.chirograph.tlog.note.SigningException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/// Has a round of the meta log written each interval, and tells how it stands: health and metrics.
///
/// DOWN when it stopped for good, refuses a log, or has no round that is younger than `alarm-after`. No part
/// of readiness: calls and logs go on. Rounds are one thread's; everything else is for any.
final class MetaLogWorker extends LifecyclePart implements SmartLifecycle, HealthIndicator, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(MetaLogWorker.class);
    private static final Duration STOP_WITHIN = Duration.ofSeconds(10);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final String MAIN = "main";

    private final MetaLogWriter writer;
    private final List<CoveredLog> logs;
    private final MetaLogProperties properties;
    private final String key;
    private final Recorder recorder;
    private final Clock clock;
    private final Instant start;
    private SortedMap<String, String> told = new TreeMap<>();
    private volatile MetaLogWriter.@Nullable Result last;
    private volatile @Nullable Instant success;
    private volatile @Nullable String failure;
    private volatile @Nullable String stopped;

    /// @param key the meta log's verifier key, which auditors need
    MetaLogWorker(
            MetaLogWriter writer,
            List<CoveredLog> logs,
            MetaLogProperties properties,
            String key,
            Recorder recorder,
            Clock clock) {
        super(Phase.RECURRING);
        this.writer = writer;
        this.logs = List.copyOf(logs);
        this.properties = properties;
        this.key = key;
        this.recorder = recorder;
        this.clock = clock;
        this.start = clock.instant();
    }

    @Override
    protected Runnable begin() {
        LOG.info("meta log {} covers {} logs; its verifier key is {}", properties.origin(), logs.size(), key);
        Worker running = Worker.start("meta-log", Worker.Serves.REST, this::run);
        return () -> running.stop(STOP_WITHIN);
    }

    private void run(Worker.Stop stop) throws InterruptedException {
        Duration wait = step();
        while (!stop.within(wait)) {
            wait = step();
        }
    }

    /// Writes a round where one is due.
    /// @return when to come again
    Duration step() {
        if (stopped != null) {
            return properties.interval();
        }
        try {
            Optional<Instant> before = success == null ? writer.last() : Optional.empty();
            if (before.isPresent()) {
                Duration early = Duration.between(clock.instant(), before.get().plus(properties.interval()));
                if (early.isPositive() && early.compareTo(properties.interval()) <= 0) {
                    success = before.get();
                    return early;
                }
            }
            MetaLogWriter.Result result = writer.round();
            last = result;
            success = clock.instant();
            failure = null;
            tell(result.refused());
            return properties.interval();
        } catch (ArchiveConflictException | ExportStoppedException e) {
            LOG.error("the meta log stopped, all logs go on: {}", e.getMessage());
            String why = String.valueOf(e.getMessage());
            stopped = why;
            tell(new TreeMap<>(Map.of(String.valueOf(properties.origin()), why)));
        } catch (ArchiveUnavailableException | IOException | SigningException e) {
            String why = String.valueOf(e.getMessage());
            if (!why.equals(failure)) {
                LOG.warn("no round of the meta log, tried again: {}", why);
            }
            failure = why;
        }
        return RETRY.compareTo(properties.interval()) < 0 ? RETRY : properties.interval();
    }

    /// Says in the process's log and in its trail what is refused, once each time that it changes.
    private void tell(SortedMap<String, String> refused) {
        if (refused.keySet().equals(told.keySet())) {
            return;
        }
        refused.forEach((log, why) -> LOG.error("the meta log refuses log {}: {}", log, why));
        SortedMap<String, Object> facts = new TreeMap<>();
        facts.put("archive", MAIN);
        facts.put("examined", "meta-log");
        facts.put(
                "findings",
                refused.entrySet().stream()
                        .map(one -> "log " + one.getKey() + ": " + one.getValue())
                        .toList());
        facts.put("failures", refused.size());
        try {
            recorder.record(new ArchiveChecked(facts));
            told = new TreeMap<>(refused);
        } catch (RecordingUnavailable e) {
            LOG.warn("what the meta log refuses is recorded with the next round: {}", e.getMessage());
        }
    }

    private Duration age() {
        return Duration.between(Objects.requireNonNullElse(success, start), clock.instant());
    }

    private int refused() {
        MetaLogWriter.Result result = last;
        return result == null ? 0 : result.refused().size();
    }

    @Override
    public Health health() {
        MetaLogWriter.Result result = last;
        String why = stopped;
        List<String> reasons = new ArrayList<>();
        if (why != null) {
            reasons.add("stopped: " + why);
        }
        if (result != null) {
            result.refused().forEach((log, no) -> reasons.add("log " + log + ": " + no));
        }
        if (age().compareTo(properties.alarmAfter()) > 0) {
            reasons.add("the newest round is older than chirograph.meta-log.alarm-after, " + properties.alarmAfter());
        }
        Health.Builder health =
                reasons.isEmpty() ? Health.up() : Health.down().withDetail("reason", String.join("; ", reasons));
        health.withDetail("origin", String.valueOf(properties.origin())).withDetail("key", key);
        String failed = failure;
        if (failed != null) {
            health.withDetail("lastFailure", failed);
        }
        if (result != null) {
            Map<String, Object> covered = new LinkedHashMap<>();
            result.covered().forEach((log, one) -> covered.put(log, one.size()));
            health.withDetail("size", result.size()).withDetail("covered", covered);
        }
        return health.build();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Meters.of(registry, "chirograph.meta.log.", this)
                .gauge("size", "entries of the meta log", one -> size(one.last))
                .gauge("refused", "logs whose newest checkpoint it refuses", MetaLogWorker::refused)
                .flag("stopped", "1 when it has stopped for good", one -> one.stopped != null)
                .in("seconds")
                .gauge("age", "age of its newest round", one -> Meters.seconds(one.age()))
                .gauge(
                        "alarm.after",
                        "chirograph.meta-log.alarm-after",
                        one -> Meters.seconds(one.properties.alarmAfter()));
        for (CoveredLog one : logs) {
            Meters.of(registry, "chirograph.meta.log.", this)
                    .tag("log", one.id())
                    .in("events")
                    .gauge("behind", "published events that no entry covers", state -> state.behind(one));
        }
    }

    private long behind(CoveredLog log) {
        MetaLogWriter.Result result = last;
        var covered = result == null ? null : result.covered().get(log.id());
        return Math.max(0, log.newest() - (covered == null ? 0 : covered.size()));
    }

    private static long size(MetaLogWriter.@Nullable Result result) {
        return result == null ? 0 : result.size();
    }
}
