package io.chirograph.monitor;

import io.chirograph.archive.LockTier;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// The checks of all archives, `main` first: health, DOWN when locks are asked for and do not hold, and metrics.
record ArchiveChecks(List<ArchiveCheck> checks) implements HealthIndicator, MeterBinder {
    ArchiveChecks {
        checks = List.copyOf(checks);
    }

    @Override
    public Health health() {
        Health.Builder health = checks.stream().anyMatch(ArchiveCheck::isBroken) ? Health.down() : Health.up();
        Map<String, Object> further = new LinkedHashMap<>();
        for (ArchiveCheck check : checks) {
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
        facts.put("tier", check.tier());
        if (found != null) {
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

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ArchiveCheck check : checks) {
            var meters = Meters.of(registry, "chirograph.archive.", check).tag("archive", check.name());
            meters.flag(
                            "locks.broken",
                            "1 when locks are asked for and the last check found that they do not hold",
                            ArchiveCheck::isBroken)
                    .moment(
                            "last.check",
                            "when the locks were last checked, Unix time in seconds; 0 when not since the start",
                            c -> c.last() == null ? null : c.last().when());
            Stream.concat(
                            Stream.of(ArchiveCheck.UNKNOWN),
                            Arrays.stream(LockTier.values()).map(LockTier::toString))
                    .forEach(tier -> meters.tag("tier", tier)
                            .flag(
                                    "tier",
                                    "1 for what the archive's locks were last found to be worth, 0 for all else",
                                    c -> c.tier().equals(tier)));
        }
    }
}
