package io.chirograph.witness.client;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// The time stamps in numbers.
record TimeStampMetrics(TimeStampState state) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        var meters = Meters.of(registry, "chirograph.timestamps.", state)
                .moment(
                        "last.success",
                        "when a token was last verified and archived, Unix time in seconds; 0 when not since the start",
                        TimeStampState::success)
                .flag("overdue", "1 when two tokens in a row are missing", TimeStampState::isOverdue)
                .counter("failures", "tries to get a token that failed", TimeStampState::failures);
        meters.in("seconds")
                .gauge(
                        "skew",
                        "the authority's clock less this one's, at the newest token",
                        s -> Meters.seconds(s.skew()));
    }
}
