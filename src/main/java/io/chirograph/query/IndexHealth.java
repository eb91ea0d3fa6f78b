package io.chirograph.query;

import java.util.List;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// The index as health sees it: down when what is published is not what was signed. Being behind is a number in
/// the details, and an alarm of the metrics; recording does not depend on it.
final class IndexHealth implements HealthIndicator {
    private final FollowStatus status;

    IndexHealth(FollowStatus status) {
        this.status = status;
    }

    @Override
    public Health health() {
        Health.Builder health = status.refusals().isEmpty() ? Health.up() : Health.down();
        health.withDetail("events", status.events())
                .withDetail("lagEvents", status.lagEvents())
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
