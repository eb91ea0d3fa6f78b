package io.chirograph.witness;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Instant;

/// The time stamps in numbers.
final class TimeStampMetrics implements MeterBinder {
    private final TimeStampState state;

    TimeStampMetrics(TimeStampState state) {
        this.state = state;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chirograph.timestamps.last.success", state, TimeStampMetrics::success)
                .description(
                        "when a token was last verified and archived, Unix time in seconds; 0 when not since the start")
                .register(registry);
        Gauge.builder("chirograph.timestamps.overdue", state, s -> s.isOverdue() ? 1 : 0)
                .description("1 when two tokens in a row are missing")
                .register(registry);
        Gauge.builder("chirograph.timestamps.skew", state, s -> s.skew().toMillis() / 1000.0)
                .description("the authority's clock less this one's, at the newest token")
                .baseUnit("seconds")
                .register(registry);
        FunctionCounter.builder("chirograph.timestamps.failures", state, TimeStampState::failures)
                .description("tries to get a token that failed")
                .register(registry);
    }

    private static double success(TimeStampState state) {
        Instant success = state.success();
        return success == null ? 0 : success.toEpochMilli() / 1000.0;
    }
}
