package io.chirograph.recording;

import io.chirograph.event.EventType;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.Supplier;

/// What recording counts.
final class RecordingMetrics {
    private final MeterRegistry registry;
    private final Map<EventType, Counter> events = new EnumMap<>(EventType.class);
    private final Counter lapsed;
    private final Counter summarised;

    RecordingMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (EventType type : EventType.values()) {
            events.put(
                    type,
                    Counter.builder("chirograph.recording.events")
                            .description("Events made durable")
                            .tag("type", type.wire())
                            .register(registry));
        }
        lapsed = Counter.builder("chirograph.recording.lapsed")
                .description("Refusals that could not be recorded and are accounted for by recording.lapsed")
                .register(registry);
        summarised = Counter.builder("chirograph.recording.summarised")
                .description("Refusals of unauthenticated callers, and at the operators' doors, that are recorded by"
                        + " counted summaries")
                .register(registry);
        for (String reason : new String[] {"full", "failed", "closed"}) {
            refused(reason);
        }
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

    void watch(Supplier<Number> openCalls, Supplier<Number> heartbeatAgeSeconds, Supplier<Number> lapsing) {
        Gauge.builder("chirograph.recording.open.calls", openCalls)
                .description("Calls that started and have no outcome yet")
                .register(registry);
        Gauge.builder("chirograph.recording.heartbeat.age", heartbeatAgeSeconds)
                .description("Time since the log last said that it is alive")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("chirograph.recording.lapsing", lapsing)
                .description("Refusals that no event accounts for yet")
                .register(registry);
    }

    void watch(ClockWatch clock) {
        FunctionCounter.builder("chirograph.recording.clock.steps", clock, ClockWatch::steps)
                .description("Times that the clock was found behind an event recorded before")
                .register(registry);
    }

    private Counter refused(String reason) {
        return Counter.builder("chirograph.recording.refused")
                .description("Events that could not be made durable, and what they would have recorded was refused")
                .tag("reason", reason)
                .register(registry);
    }
}
