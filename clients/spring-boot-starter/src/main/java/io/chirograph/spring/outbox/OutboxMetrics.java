package io.chirograph.spring.outbox;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;

/// What the outbox tells of itself. Gauges are as of at most five seconds ago.
final class OutboxMetrics {
    final Counter recorded;
    final Counter parked;
    final Counter late;
    final Timer requests;
    final Timer failures;

    OutboxMetrics(MeterRegistry registry, Outbox outbox, Clock clock) {
        recorded = Counter.builder("chirograph.outbox.recorded")
                .description("Events that the gateway answered 202 for")
                .register(registry);
        parked = Counter.builder("chirograph.outbox.refused")
                .description("Events that the gateway refused for good, and that are parked")
                .register(registry);
        late = Counter.builder("chirograph.outbox.repeated.late")
                .description("Requests repeated more than 24 hours after a sending whose outcome nobody knows")
                .register(registry);
        requests = timer(registry, "answered");
        failures = timer(registry, "failed");
        Gauge.builder("chirograph.outbox.waiting", outbox, it -> it.status().waiting())
                .description("Events that are not recorded")
                .register(registry);
        Gauge.builder("chirograph.outbox.parked", outbox, it -> it.status().parked())
                .description("Events that are parked")
                .register(registry);
        Gauge.builder(
                        "chirograph.outbox.age",
                        outbox,
                        it -> it.status().age(clock.instant()).toMillis() / 1000.0)
                .description("Age of the oldest event that waits")
                .baseUnit("seconds")
                .register(registry);
    }

    private static Timer timer(MeterRegistry registry, String outcome) {
        return Timer.builder("chirograph.outbox.requests")
                .description("Requests to the gateway; failed are those without a final answer")
                .tag("outcome", outcome)
                .register(registry);
    }
}
