package io.chirograph.boot;

import io.chirograph.support.concurrent.Worker;
import io.chirograph.support.concurrent.Workers;
import java.util.Set;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// DOWN when one of these workers has ended although nobody stopped it. Names it and its exception's class; only a
/// restart brings it back.
record WorkerHealth(Set<Worker.Serves> serving) implements HealthIndicator {
    @Override
    public Health health() {
        Health.Builder health = Health.up().withDetail("failures", Workers.failures());
        for (Workers.Dead dead : Workers.dead()) {
            if (serving.contains(dead.serves())) {
                health.down().withDetail("ended." + dead.worker(), dead.cause());
            }
        }
        return health.build();
    }
}
