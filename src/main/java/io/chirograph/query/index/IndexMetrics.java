package io.chirograph.query.index;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.OptionalLong;

/// The index in numbers.
public record IndexMetrics(FollowStatus status) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        var meters = Meters.of(registry, "chirograph.index.", status);
        meters.in("seconds").gauge("lag", "How long ago everything published was indexed", FollowStatus::lagSeconds);
        meters.gauge(
                        "lag.events",
                        "Published events that are not indexed, NaN while that is not known",
                        IndexMetrics::lagEvents)
                .gauge("events", "Indexed events", FollowStatus::events)
                .gauge(
                        "refused.logs",
                        "Logs whose published form is not what they signed",
                        s -> s.refusals().size())
                .counter("failures", "Attempts to index that failed", FollowStatus::failures)
                .counter("rebuilds", "Times that the index was found damaged and built again", FollowStatus::rebuilt);
    }

    private static double lagEvents(FollowStatus status) {
        OptionalLong lag = status.lagEvents();
        return lag.isPresent() ? lag.getAsLong() : Double.NaN;
    }
}
