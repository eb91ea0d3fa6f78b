package io.chirograph.monitor;

import io.chirograph.archive.ConfiguredArchive;
import io.chirograph.archive.ConfiguredArchives;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;

/// How long what must not run out is still held.
record LengtheningMetrics(Lengthening lengthening, ConfiguredArchives archives) implements MeterBinder {
    private static final String ARCHIVE = "archive";

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ConfiguredArchive archive : archives) {
            String name = archive.name();
            Gauge.builder("chirograph.retention.runs.out.seconds", lengthening, l -> l.secondsLeft(name))
                    .description("seconds until the first object runs out that must not; none before a whole walk")
                    .tag(ARCHIVE, name)
                    .register(registry);
            Gauge.builder("chirograph.retention.overdue", lengthening, l -> l.overdue(name))
                    .description("objects that must not run out and whose date should have been moved on long ago")
                    .tag(ARCHIVE, name)
                    .register(registry);
            Gauge.builder("chirograph.retention.refused", lengthening, l -> l.refused(name))
                    .description("objects whose date was due in the last walk and could not be moved on")
                    .tag(ARCHIVE, name)
                    .register(registry);
        }
    }
}
