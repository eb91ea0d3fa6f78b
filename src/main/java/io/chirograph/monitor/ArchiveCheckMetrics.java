package io.chirograph.monitor;

import io.chirograph.archive.LockTier;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.ArrayList;
import java.util.List;

/// What the archives' locks were found to be worth, in numbers.
final class ArchiveCheckMetrics implements MeterBinder {
    private final ArchiveChecks archives;

    ArchiveCheckMetrics(ArchiveChecks archives) {
        this.archives = archives;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ArchiveCheck check : archives.checks()) {
            Gauge.builder("chirograph.archive.locks.broken", check, c -> c.isBroken() ? 1 : 0)
                    .description("1 when locks are asked for and the last check found that they do not hold")
                    .tag("archive", check.name())
                    .register(registry);
            Gauge.builder("chirograph.archive.last.check", check, ArchiveCheckMetrics::lastCheck)
                    .description("when the locks were last checked, Unix time in seconds; 0 when not since the start")
                    .tag("archive", check.name())
                    .register(registry);
            for (String tier : tiers()) {
                Gauge.builder("chirograph.archive.tier", check, c -> tier(c).equals(tier) ? 1 : 0)
                        .description("1 for what the archive's locks were last found to be worth, 0 for all else")
                        .tag("archive", check.name())
                        .tag("tier", tier)
                        .register(registry);
            }
        }
    }

    private static List<String> tiers() {
        List<String> tiers = new ArrayList<>(List.of("unknown"));
        for (LockTier tier : LockTier.values()) {
            tiers.add(tier.toString());
        }
        return tiers;
    }

    private static String tier(ArchiveCheck check) {
        ArchiveCheck.Found found = check.last();
        return found == null ? "unknown" : found.report().tier();
    }

    private static double lastCheck(ArchiveCheck check) {
        ArchiveCheck.Found found = check.last();
        return found == null ? 0 : found.when().toEpochMilli() / 1000.0;
    }
}
