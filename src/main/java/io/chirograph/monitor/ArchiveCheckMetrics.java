package io.chirograph.monitor;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// What the archive's locks were found to be worth, in numbers.
final class ArchiveCheckMetrics implements MeterBinder {
    private final ArchiveCheck check;

    ArchiveCheckMetrics(ArchiveCheck check) {
        this.check = check;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder("chirograph.archive.locks.broken", check, c -> c.isBroken() ? 1 : 0)
                .description("1 when locks are asked for and the last check found that they do not hold")
                .register(registry);
        Gauge.builder("chirograph.archive.last.check", check, ArchiveCheckMetrics::lastCheck)
                .description("when the locks were last checked, Unix time in seconds; 0 when not since the start")
                .register(registry);
    }

    private static double lastCheck(ArchiveCheck check) {
        ArchiveCheck.Found found = check.last();
        return found == null ? 0 : found.when().toEpochMilli() / 1000.0;
    }
}
