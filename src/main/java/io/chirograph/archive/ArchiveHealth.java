package io.chirograph.archive;

import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Says what the store is and what its locks were found to be worth; DOWN when they are worth less than
/// `chirograph.archive.require-tier`. Asks the store nothing: whether it can be reached is `auditExport`'s word.
final class ArchiveHealth implements HealthIndicator {
    private final Archive archive;
    private final ArchiveProperties properties;

    ArchiveHealth(Archive archive, ArchiveProperties properties) {
        this.archive = archive;
        this.properties = properties;
    }

    @Override
    public Health health() {
        ArchiveDescription store = archive.describe();
        boolean known = !store.tier().equals("unknown");
        Health.Builder health = known && !suffices(store.tier()) ? Health.down() : Health.up();
        health.withDetail("kind", store.kind())
                .withDetail("location", store.location())
                .withDetail("tier", store.tier());
        if (store.tier().equals("none")) {
            health.withDetail("note", "not WORM: whoever may write there may also delete");
        }
        LockMode required = properties.requireTier();
        if (required != null) {
            health.withDetail("requiredTier", required);
        }
        return health.build();
    }

    private boolean suffices(String tier) {
        LockMode required = properties.requireTier();
        return required == null
                || required == LockMode.NONE
                || tier.equals(LockMode.COMPLIANCE.name())
                || tier.equals(required.name());
    }
}
