package io.chirograph.retention.watch;

import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// What was changed on objects and never asked for, in numbers.
public record RetentionMetrics(LockChanges changes) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        Meters.of(registry, "chirograph.retention.", changes)
                .gauge(
                        "unmatched.changes",
                        "versions of objects whose hold or lock changed otherwise than recorded requests explain",
                        LockChanges::unmatched);
    }
}
