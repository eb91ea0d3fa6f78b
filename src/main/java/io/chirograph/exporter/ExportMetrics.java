package io.chirograph.exporter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// `chirograph.export.*` for Prometheus.
final class ExportMetrics {
    private static final String ARCHIVE = "archive";

    private ExportMetrics() {}

    static void bind(List<ExportState> states, ExporterProperties properties, MeterRegistry registry) {
        Gauge.builder("chirograph.export.enabled", () -> properties.enabled() ? 1 : 0)
                .description(
                        "chirograph.exporter.enabled: 0 when nothing is exported because the configuration says so")
                .register(registry);
        states.forEach(state -> bind(state, properties.alarmAfter(), registry));
    }

    /// @param alarmAfter the age at which lag is an alarm, so that rules need not repeat it
    private static void bind(ExportState state, Duration alarmAfter, MeterRegistry registry) {
        gauge(
                registry,
                state,
                "lag.seconds",
                "age of the oldest event that is not published",
                s -> s.age().toMillis() / 1000.0);
        gauge(
                registry,
                state,
                "alarm.after.seconds",
                "chirograph.exporter.alarm-after",
                s -> alarmAfter.toMillis() / 1000.0);
        gauge(registry, state, "lag.events", "durable events that are not published", ExportState::waiting);
        gauge(registry, state, "last.success", "when a batch was last published, Unix time in seconds", s -> {
            Instant success = s.success();
            return success == null ? 0 : success.toEpochMilli() / 1000.0;
        });
        gauge(registry, state, "gap", "events that are in neither journal nor archive", ExportState::gap);
        gauge(registry, state, "stopped", "1 when the exporter has stopped for good", s -> s.stopped() == null ? 0 : 1);
        counter(registry, state, "failures", "tries to publish that failed", ExportState::failures);
        counter(registry, state, "objects", "objects put into the archive", ExportState::objects);
        counter(registry, state, "bytes", "bytes put into the archive", ExportState::bytes);
        counter(registry, state, "unlocked", "objects that the store did not lock when asked", ExportState::unlocked);
    }

    private static void gauge(
            MeterRegistry registry, ExportState state, String name, String what, ToDoubleFunction<ExportState> value) {
        Gauge.builder("chirograph.export." + name, state, value)
                .description(what)
                .tag(ARCHIVE, state.archive())
                .register(registry);
    }

    private static void counter(
            MeterRegistry registry, ExportState state, String name, String what, ToDoubleFunction<ExportState> value) {
        FunctionCounter.builder("chirograph.export." + name, state, value)
                .description(what)
                .tag(ARCHIVE, state.archive())
                .register(registry);
    }
}
