package io.chirograph.archive.spring;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// What the stores say by the way.
record ArchiveMetrics(ConfiguredArchives archives) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        for (ConfiguredArchive archive : archives.readable()) {
            Meters.of(registry, "chirograph.archive.", archive.archive())
                    .tag("archive", archive.name())
                    .in("seconds")
                    .gauge(
                            "clock.skew",
                            "how far our clock is at least ahead of the store's, negative behind; NaN when unknown",
                            one -> one.clockSkew().map(Meters::seconds).orElse(Double.NaN));
        }
    }
}
