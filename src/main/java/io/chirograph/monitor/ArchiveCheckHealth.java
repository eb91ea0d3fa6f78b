package io.chirograph.monitor;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// What the archives' locks were found to be worth; DOWN when locks are asked for and do not hold.
record ArchiveCheckHealth(ArchiveChecks archives) implements HealthIndicator {
    @Override
    public Health health() {
        boolean broken = archives.checks().stream().anyMatch(ArchiveCheck::isBroken);
        Health.Builder health = broken ? Health.down() : Health.up();
        Map<String, Object> further = new LinkedHashMap<>();
        for (ArchiveCheck check : archives.checks()) {
            if (check.configured().isMain()) {
                health.withDetails(facts(check));
            } else {
                further.put(check.name(), facts(check));
            }
        }
        if (!further.isEmpty()) {
            health.withDetail("further", further);
        }
        return health.build();
    }

    private static Map<String, Object> facts(ArchiveCheck check) {
        Map<String, Object> facts = new LinkedHashMap<>();
        ArchiveCheck.Found found = check.last();
        if (found == null) {
            facts.put("tier", "unknown");
        } else {
            facts.put("tier", found.report().tier());
            facts.put("checked", found.when().toString());
            facts.put("findings", found.report().findings());
            facts.put("canaries", found.report().canaries());
        }
        String failure = check.failure();
        if (failure != null) {
            facts.put("lastFailure", failure);
        }
        return facts;
    }
}
