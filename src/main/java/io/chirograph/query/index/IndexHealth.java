package io.chirograph.query.index;

import java.util.List;
import java.util.OptionalLong;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// The index as health sees it: down when what is published is not what was signed, and while the index is built again
/// because it was damaged. Being behind is a number in the details, and an alarm of the metrics; recording does not
/// depend on it.
public record IndexHealth(FollowStatus status, IndexFile index) implements HealthIndicator {
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
