package io.chirograph.retention.watch;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// DOWN while holds or locks are otherwise than recorded requests explain.
public record RetentionHealth(LockChanges changes) implements HealthIndicator {
    @Override
    public Health health() {
        long unmatched = changes.unmatched();
        return (unmatched > 0 ? Health.down() : Health.up())
                .withDetail("unmatchedChanges", unmatched)
                .build();
    }
}
