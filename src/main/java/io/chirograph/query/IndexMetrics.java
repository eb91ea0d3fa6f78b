package io.chirograph.query;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.OptionalLong;

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
        Gauge.builder("chirograph.index.lag.events", status, IndexMetrics::lagEvents)
                .description("Published events that are not indexed, NaN while that is not known")
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
        FunctionCounter.builder("chirograph.index.rebuilds", status, FollowStatus::rebuilt)
                .description("Times that the index was found damaged and built again")
                .register(registry);
    }

    private static double lagEvents(FollowStatus status) {
        OptionalLong lag = status.lagEvents();
        return lag.isPresent() ? lag.getAsLong() : Double.NaN;
    }
}
