package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.chirograph.journal.Journal;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/// What recording counts.
final class RecordingMetrics {
    private static final String PREFIX = "chirograph.recording.";

    private final MeterRegistry registry;
    private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
    private final Counter lapsed;
    private final Counter summarised;

    RecordingMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (EventType type : EventType.values()) {
            events.put(type, counter("chirograph.recording.events", "Events made durable", "type", type.wire()));
        }
        lapsed = counter(
                "chirograph.recording.lapsed",
                "Refusals that could not be recorded and are accounted for by recording.lapsed");
        summarised = counter(
                "chirograph.recording.summarised",
                "Refusals of unauthenticated callers, and at the operators' doors, that are recorded by counted"
                        + " summaries");
        List.of("full", "failed", "closed").forEach(this::refused);
    }

    void recorded(EventType type) {
        Counter counter = events.get(type);
        if (counter != null) {
            counter.increment();
        }
    }

    /// An event that could not be made durable, so that what it would have recorded does not happen.
    void failed(String reason) {
        refused(reason).increment();
    }

    void lapsed() {
        lapsed.increment();
    }

    void summarised() {
        summarised.increment();
    }

    void watch(Journal journal, ClockWatch clock) {
        Meters.of(registry, PREFIX, journal)
                .gauge(
                        "open.calls",
                        "Calls that started and have no outcome yet",
                        one -> one.status().openKeys());
        Meters.of(registry, PREFIX, clock)
                .counter(
                        "clock.steps",
                        "Times that the clock was found behind an event recorded before",
                        ClockWatch::steps);
    }

    <T> void watch(T recording, ToDoubleFunction<T> unaccounted, Function<T, Duration> heartbeatAge) {
        Meters.of(registry, PREFIX, recording)
                .gauge("lapsing", "Refusals that no event accounts for yet", unaccounted)
                .in("seconds")
                .gauge(
                        "heartbeat.age",
                        "Time since the log last said that it is alive",
                        one -> Meters.seconds(heartbeatAge.apply(one)));
    }

    private Counter refused(String reason) {
        return counter(
                "chirograph.recording.refused",
                "Events that could not be made durable, and what they would have recorded was refused",
                "reason",
                reason);
    }

    private Counter counter(String name, String description, String... tags) {
        return Counter.builder(name).description(description).tags(tags).register(registry);
    }
}
