package io.chirograph.query;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// The index in numbers.
final class IndexMetrics implements MeterBinder {
    private final FollowStatus status;

    IndexMetrics(FollowStatus status) {
        this.status = status;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chirograph.index.lag", status, FollowStatus::lagSeconds)
                .description("How long ago everything published was indexed")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("chirograph.index.lag.events", status, FollowStatus::lagEvents)
                .description("Published events that are not indexed")
                .register(registry);
        Gauge.builder("chirograph.index.events", status, FollowStatus::events)
                .description("Indexed events")
                .register(registry);
        Gauge.builder("chirograph.index.refused.logs", status, s -> s.refusals().size())
                .description("Logs whose published form is not what they signed")
                .register(registry);
        FunctionCounter.builder("chirograph.index.failures", status, FollowStatus::failures)
                .description("Attempts to index that failed")
                .register(registry);
    }
}
