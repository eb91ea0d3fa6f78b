package io.chirograph.archive.spring;

import io.chirograph.archive.ArchiveDescription;
import io.chirograph.archive.LockTier;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Health of the stores: what their locks are worth.
/// DOWN when less than `require-tier`. Asks no store anything: whether it can be reached is `auditExport`'s
/// word.
record ArchiveHealth(ConfiguredArchives archives) implements HealthIndicator {
    @Override
    public Health health() {
        boolean holds = archives.all().stream().allMatch(ArchiveHealth::holds);
        Health.Builder health = (holds ? Health.up() : Health.down()).withDetails(facts(archives.main()));
        Map<String, Object> further = new LinkedHashMap<>();
        for (ConfiguredArchive archive : archives) {
            if (!archive.isMain()) {
                Map<String, Object> facts = facts(archive);
                facts.put("required", archive.required());
                further.put(archive.name(), facts);
            }
        }
        if (!further.isEmpty()) {
            health.withDetail("further", further);
        }
        archives.source().ifPresent(source -> health.withDetail("source", facts(source)));
        return health.build();
    }

    private static Map<String, Object> facts(ConfiguredArchive archive) {
        ArchiveDescription store = archive.archive().describe();
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("kind", store.kind());
        facts.put("location", store.location());
        facts.put("tier", store.tier());
        if (store.tier().equals("none")) {
            facts.put("note", "not WORM: whoever may write there may also delete");
        }
        LockTier required = archive.properties().requireTier();
        archive.archive().clockSkew().ifPresent(ahead -> facts.put("clockSkewSeconds", ahead.toMillis() / 1000.0));
        if (required != null) {
            facts.put("requiredTier", required.toString());
        }
        return facts;
    }

    private static boolean holds(ConfiguredArchive archive) {
        return archive.properties().suffices(archive.archive().describe());
    }
}
