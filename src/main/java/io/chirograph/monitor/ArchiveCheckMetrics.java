package io.chirograph.monitor;

import io.chirograph.archive.LockTier;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Arrays;
import java.util.stream.Stream;

/// What the archives' locks were found to be worth, in numbers.
record ArchiveCheckMetrics(ArchiveChecks archives) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        for (ArchiveCheck check : archives.checks()) {
            var meters = Meters.of(registry, "chirograph.archive.", check).tag("archive", check.name());
            meters.flag(
                            "locks.broken",
                            "1 when locks are asked for and the last check found that they do not hold",
                            ArchiveCheck::isBroken)
                    .moment(
                            "last.check",
                            "when the locks were last checked, Unix time in seconds; 0 when not since the start",
                            c -> c.last() == null ? null : c.last().when());
            Stream.concat(Stream.of("unknown"), Arrays.stream(LockTier.values()).map(LockTier::toString))
                    .forEach(tier -> meters.tag("tier", tier)
                            .flag(
                                    "tier",
                                    "1 for what the archive's locks were last found to be worth, 0 for all else",
                                    c -> tier(c).equals(tier)));
        }
    }

    private static String tier(ArchiveCheck check) {
        ArchiveCheck.Found found = check.last();
        return found == null ? "unknown" : found.report().tier();
    }
}
