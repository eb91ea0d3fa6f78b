package io.chirograph.monitor;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// What the archive's locks were found to be worth; DOWN when locks are asked for and do not hold.
final class ArchiveCheckHealth implements HealthIndicator {
    private final ArchiveCheck check;

    ArchiveCheckHealth(ArchiveCheck check) {
        this.check = check;
    }

    @Override
    public Health health() {
        Health.Builder health = check.isBroken() ? Health.down() : Health.up();
        ArchiveCheck.Found found = check.last();
        if (found == null) {
            health.withDetail("tier", "unknown");
        } else {
            health.withDetail("tier", found.report().tier())
                    .withDetail("checked", found.when().toString())
                    .withDetail("findings", found.report().findings())
                    .withDetail("canaries", found.report().canaries());
        }
        String failure = check.failure();
        if (failure != null) {
            health.withDetail("lastFailure", failure);
        }
        return health.build();
    }
}
