package io.chirograph.archive;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// What the stores say by the way.
final class ArchiveMetrics implements MeterBinder {
    private final ConfiguredArchives archives;

    ArchiveMetrics(ConfiguredArchives archives) {
        this.archives = archives;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ConfiguredArchive archive : archives.readable()) {
            Gauge.builder("chirograph.archive.clock.skew", archive.archive(), ArchiveMetrics::skew)
                    .description(
                            "how far our clock is at least ahead of the store's, negative behind; NaN when unknown")
                    .baseUnit("seconds")
                    .tag("archive", archive.name())
                    .register(registry);
        }
    }

    private static double skew(Archive archive) {
        return archive.clockSkew().map(ahead -> ahead.toMillis() / 1000.0).orElse(Double.NaN);
    }
}
