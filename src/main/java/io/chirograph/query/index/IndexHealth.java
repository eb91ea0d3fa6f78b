package io.chirograph.query.index;

import java.util.List;
import java.util.OptionalLong;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Down when what is published is not what was signed, and while a damaged index is built again. Being behind is a
/// number in the details.
public record IndexHealth(FollowStatus status, IndexStore index) implements HealthIndicator {
    @Override
    public Health health() {
        String damage = index.damage();
        Health.Builder health = status.refusals().isEmpty() && damage == null ? Health.up() : Health.down();
        if (damage != null) {
            health.withDetail("rebuilding", damage);
        }
        OptionalLong lag = status.lagEvents();
        health.withDetail("events", status.events())
                .withDetail("lagEvents", lag.isPresent() ? lag.getAsLong() : "unknown")
                .withDetail("lagSeconds", status.lagSeconds());
        List<String> empty = status.empty();
        if (!empty.isEmpty()) {
            health.withDetail("empty", empty);
        }
        status.refusals().forEach((log, why) -> health.withDetail("refused." + log, why));
        String failure = status.lastFailure();
        if (failure != null) {
            health.withDetail("lastFailure", failure);
        }
        return health.build();
    }
}
