package io.chirograph.policy;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Which policy is in force, and why the file is not where it is not. Never DOWN: calls go on being judged.
record PolicyHealth(PolicyDecisionPoint policy) implements HealthIndicator {
    @Override
    public Health health() {
        Health.Builder health =
                Health.up().withDetail("digest", policy.digest()).withDetail("source", policy.file());
        @Nullable String refused = policy.refused();
        return refused == null
                ? health.build()
                : health.withDetail("refused", refused).build();
    }
}
