package io.chirograph.exporter;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// DOWN when the oldest unexported event is older than `chirograph.exporter.alarm-after`, when the exporter has
/// stopped for good, or when events are lost to it. It says why.
final class ExportHealth implements HealthIndicator {
    private final ExportState state;
    private final Duration alarmAfter;

    ExportHealth(ExportState state, Duration alarmAfter) {
        this.state = state;
        this.alarmAfter = alarmAfter;
    }

    @Override
    public Health health() {
        Duration age = state.age();
        long gap = state.gap();
        String reason = reason(age, gap);
        Health.Builder health = reason == null ? Health.up() : Health.down().withDetail("reason", reason);
        Instant success = state.success();
        String failure = state.failure();
        health.withDetail("unexported", state.waiting())
                .withDetail("oldestAge", age.toString())
                .withDetail("lastSuccess", success == null ? "none since the start" : success.toString())
                .withDetail("gap", gap)
                .withDetail("withoutLock", state.unlocked());
        if (failure != null) {
            health.withDetail("lastFailure", failure);
        }
        return health.build();
    }

    private @Nullable String reason(Duration age, long gap) {
        String stopped = state.stopped();
        if (stopped != null) {
            return "stopped: " + stopped;
        }
        if (gap > 0) {
            return gap + " events are in neither journal nor archive";
        }
        return age.compareTo(alarmAfter) > 0
                ? "the oldest unexported event is older than chirograph.exporter.alarm-after, " + alarmAfter
                : null;
    }
}
