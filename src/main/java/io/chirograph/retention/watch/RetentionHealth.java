package io.chirograph.retention.watch;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// DOWN while holds or locks are otherwise than recorded requests explain.
public final class RetentionHealth implements HealthIndicator {
    private final LockChanges changes;

    public RetentionHealth(LockChanges changes) {
        this.changes = changes;
    }

    @Override
    public Health health() {
        long unmatched = changes.unmatched();
        return (unmatched > 0 ? Health.down() : Health.up())
                .withDetail("unmatchedChanges", unmatched)
                .build();
    }
}
