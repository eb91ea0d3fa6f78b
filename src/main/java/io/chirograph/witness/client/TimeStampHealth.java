package io.chirograph.witness.client;

import io.chirograph.verifier.timestamp.TimeStamp;
import java.time.Instant;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// The time stamps: DOWN when two in a row are missing. No part of readiness.
record TimeStampHealth(TimeStampState state) implements HealthIndicator {
    @Override
    public Health health() {
        if (!state.isConfigured()) {
            return Health.up().withDetail("authority", "none").build();
        }
        Health.Builder health = state.isOverdue() ? Health.down() : Health.up();
        TimeStamp newest = state.newest();
        Instant success = state.success();
        if (newest != null && success != null) {
            health.withDetail("authority", newest.authority())
                    .withDetail("size", state.size())
                    .withDetail("time", newest.genTime().toString())
                    .withDetail("lastSuccess", success.toString());
        }
        String failure = state.failure();
        if (failure != null) {
            health.withDetail("lastFailure", failure);
        }
        return health.build();
    }
}
