package io.chirograph.retention;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// What was changed on objects and never asked for, in numbers.
final class RetentionMetrics implements MeterBinder {
    private final LockChanges changes;

    RetentionMetrics(LockChanges changes) {
        this.changes = changes;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chirograph.retention.unmatched.changes", changes, LockChanges::unmatched)
                .description("versions of objects whose hold or lock changed otherwise than recorded requests explain")
                .register(registry);
    }
}
