package io.chirograph.monitor.liveness;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.event.facts.ArchiveChecked;
import io.chirograph.monitor.reconcile.CheckedFacts;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.verifier.report.Finding;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Tells of logs that should be alive and are silent: a line in the log, an `archive.checked` event, health, a metric.
final class LogSilence implements HealthIndicator, MeterBinder {
    private static final Logger LOG = LoggerFactory.getLogger(LogSilence.class);

    /// Logs that a metric names; beyond, only those are named that are silent.
    private static final int MOST = 200;

    private final LogWatch watch;
    private final Recorder recorder;
    private final CheckedFacts facts;
    private final Duration every;
    private final List<Finding> unrecorded = new ArrayList<>();
    private volatile @Nullable MultiGauge gauge;
    private volatile @Nullable String failure;

    LogSilence(LogWatch watch, Recorder recorder, CheckedFacts facts, Duration every) {
        this.watch = watch;
        this.recorder = recorder;
        this.facts = facts;
        this.every = every;
    }

    /// Looks once. One thread.
    /// @return when to come again
    Duration look() {
        try {
            List<Finding> found = watch.look();
            found.forEach(finding -> LOG.error("log {} is silent: {}", finding.log(), finding));
            unrecorded.addAll(found);
            show();
            if (!unrecorded.isEmpty()) {
                recorder.record(new ArchiveChecked(facts.silent(List.copyOf(unrecorded))));
                unrecorded.clear();
            }
            failure = null;
        } catch (ArchiveUnavailableException | RecordingUnavailable | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (!reason.equals(failure)) {
                LOG.warn("whether other logs are alive is not known: {}", reason);
            }
            failure = reason;
        }
        return every;
    }

    private void show() {
        MultiGauge shown = gauge;
        if (shown != null) {
            Stream<MultiGauge.Row<?>> silent =
                    watch.silent().keySet().stream().map(log -> MultiGauge.Row.of(Tags.of("log", log), 1));
            Stream<MultiGauge.Row<?>> alive =
                    watch.alive().stream().sorted().limit(MOST).map(log -> MultiGauge.Row.of(Tags.of("log", log), 0));
            shown.register(Stream.concat(silent.limit(MOST), alive).toList(), true);
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge = MultiGauge.builder("chirograph.log.silent")
                .description("1 when a log in the archive that should be alive has not been published for too long")
                .register(registry);
    }

    @Override
    public Health health() {
        SortedMap<String, Finding> silent = watch.silent();
        Health.Builder health = silent.isEmpty() ? Health.up() : Health.down();
        health.withDetail("alive", watch.alive().size());
        silent.forEach((log, finding) -> health.withDetail("silent." + log, finding.toString()));
        String why = failure;
        if (why != null) {
            health.withDetail("lastFailure", why);
        }
        return health.build();
    }
}
