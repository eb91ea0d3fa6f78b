package io.chirograph.exporter;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Health of the export: lag, stops, losses.
/// DOWN when the oldest unexported event is older than `chirograph.exporter.alarm-after`, an exporter has
/// stopped for good, events are lost to it, or the configuration switches export off. Archives that are not
/// required never bring it DOWN; what is wrong with them is a detail.
record ExportHealth(Exporters exporters, ExporterProperties properties) implements HealthIndicator {
    @Override
    public Health health() {
        String reason = properties.enabled() ? null : "chirograph.exporter.enabled is false";
        Map<String, Object> further = new LinkedHashMap<>();
        Map<String, Object> main = Map.of();
        for (Exporter exporter : exporters.all()) {
            boolean isMain = exporter.target().isMain();
            String here = reason(exporter.state());
            Map<String, Object> facts = facts(exporter.state());
            if (isMain) {
                main = facts;
            } else {
                facts.put("required", exporter.target().required());
                if (here != null) {
                    facts.put("reason", here);
                }
                further.put(exporter.target().name(), facts);
            }
            if (reason == null && here != null && exporter.target().required()) {
                reason = isMain ? here : "archive " + exporter.target().name() + ": " + here;
            }
        }
        Health.Builder health = reason == null ? Health.up() : Health.down().withDetail("reason", reason);
        health.withDetail("enabled", properties.enabled()).withDetails(main);
        if (!further.isEmpty()) {
            health.withDetail("further", further);
        }
        return health.build();
    }

    private static Map<String, Object> facts(ExportState state) {
        Map<String, Object> facts = new LinkedHashMap<>();
        Instant success = state.success();
        facts.put("unexported", state.waiting());
        facts.put("oldestAge", state.age().toString());
        facts.put("lastSuccess", success == null ? "none since the start" : success.toString());
        facts.put("gap", state.gap());
        facts.put("withoutLock", state.unlocked());
        if (state.contentMissing() > 0) {
            facts.put("contentMissing", state.contentMissing());
        }
        if (!state.unknownClasses().isEmpty()) {
            facts.put("unknownRetentionCodes", state.unknownClasses());
        }
        String failure = state.failure();
        if (failure != null) {
            facts.put("lastFailure", failure);
        }
        return facts;
    }

    private @Nullable String reason(ExportState state) {
        String stopped = state.stopped();
        if (stopped != null) {
            return "stopped: " + stopped;
        }
        if (state.gap() > 0) {
            return state.gap() + " events are in neither journal nor archive";
        }
        return state.age().compareTo(properties.alarmAfter()) > 0
                ? "the oldest unexported event is older than chirograph.exporter.alarm-after, "
                        + properties.alarmAfter()
                : null;
    }
}
