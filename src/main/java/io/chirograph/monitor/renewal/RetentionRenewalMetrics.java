package io.chirograph.monitor.renewal;

import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// How long what must not run out is still held.
record RetentionRenewalMetrics(RetentionRenewal lengthening, ConfiguredArchives archives) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        for (ConfiguredArchive archive : archives) {
            String name = archive.name();
            Meters.of(registry, "chirograph.retention.", lengthening)
                    .tag("archive", name)
                    .gauge(
                            "runs.out.seconds",
                            "seconds until the first object runs out that must not; none before a whole walk",
                            l -> l.secondsLeft(name))
                    .gauge(
                            "overdue",
                            "objects that must not run out and whose date should have been moved on long ago",
                            l -> l.overdue(name))
                    .gauge(
                            "refused",
                            "objects whose date was due in the last walk and could not be moved on",
                            l -> l.refused(name));
        }
    }
}
