package io.chirograph.exporter;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/// `chirograph.export.*` for Prometheus.
final class ExportMetrics {
    private static final String PREFIX = "chirograph.export.";

    private ExportMetrics() {}

    static void bind(List<ExportState> states, ExporterProperties properties, MeterRegistry registry) {
        Meters.of(registry, PREFIX, properties)
                .flag(
                        "enabled",
                        "chirograph.exporter.enabled: 0 when nothing is exported because the configuration says so",
                        ExporterProperties::enabled);
        states.forEach(state ->
                bind(Meters.of(registry, PREFIX, state).tag("archive", state.archive()), properties.alarmAfter()));
    }

    /// @param alarmAfter the age at which lag is an alarm, so that rules need not repeat it
    private static void bind(Meters<ExportState> meters, Duration alarmAfter) {
        meters.gauge("lag.seconds", "age of the oldest event that is not published", s -> Meters.seconds(s.age()))
                .gauge("alarm.after.seconds", "chirograph.exporter.alarm-after", s -> Meters.seconds(alarmAfter))
                .gauge("lag.events", "durable events that are not published", ExportState::waiting)
                .moment("last.success", "when a batch was last published, Unix time in seconds", ExportState::success)
                .gauge("gap", "events that are in neither journal nor archive", ExportState::gap)
                .flag("stopped", "1 when the exporter has stopped for good", s -> s.stopped() != null)
                .counter("failures", "tries to publish that failed", ExportState::failures)
                .counter("objects", "objects put into the archive", ExportState::objects)
                .counter("bytes", "bytes put into the archive", ExportState::bytes)
                .counter(
                        "content.missing",
                        "objects of content that the archive was filled without",
                        ExportState::contentMissing)
                .counter("unlocked", "objects that the store did not lock when asked", ExportState::unlocked);
    }
}
