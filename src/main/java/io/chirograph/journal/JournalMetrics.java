package io.chirograph.journal;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// `chirograph.journal.*` for Prometheus.
final class JournalMetrics implements CommitObserver {
    private final Timer append;
    private final DistributionSummary groupRecords;
    private final DistributionSummary groupBytes;

    JournalMetrics(MeterRegistry registry) {
        append = Timer.builder("chirograph.journal.append")
                .description("from asking for a record to its being durable")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(50_000))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        groupRecords = DistributionSummary.builder("chirograph.journal.group.size")
                .description("records that one commit made durable")
                .register(registry);
        groupBytes = DistributionSummary.builder("chirograph.journal.group.bytes")
                .description("bytes that one commit made durable")
                .baseUnit("bytes")
                .register(registry);
    }

    @Override
    public void appended(long nanos) {
        append.record(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public void committed(int records, int bytes) {
        groupRecords.record(records);
        groupBytes.record(bytes);
    }

    static void bind(DiskJournal journal, MeterRegistry registry) {
        gauge(registry, journal, "bytes", "size of all files", j -> j.status().bytes(), null);
        gauge(
                registry,
                journal,
                "max.bytes",
                "bound of the size of all files",
                j -> j.status().maxBytes(),
                null);
        gauge(
                registry,
                journal,
                "open.keys",
                "calls begun and not ended",
                j -> j.status().openKeys(),
                null);
        gauge(
                registry,
                journal,
                "unconfirmed",
                "records not yet in every required archive",
                JournalMetrics::unconfirmed,
                null);
        gauge(
                registry,
                journal,
                "failed",
                "1 when it takes no more records",
                j -> truth(j.status().failure() != null),
                null);
        gauge(
                registry,
                journal,
                "full",
                "1 while calls are refused for want of room",
                j -> truth(j.status().full()),
                null);
        gauge(registry, journal, "filling", "1 above chirograph.journal.warn-at", j -> truth(j.filling()), null);
        gauge(
                registry,
                journal,
                "time.until.full",
                "at the present rate; infinite while it does not grow",
                j -> j.timeUntilFull().map(d -> (double) d.toSeconds()).orElse(Double.POSITIVE_INFINITY),
                "seconds");
    }

    private static void gauge(
            MeterRegistry registry,
            DiskJournal journal,
            String name,
            String description,
            ToDoubleFunction<DiskJournal> value,
            @Nullable String unit) {
        Gauge.builder("chirograph.journal." + name, journal, value)
                .description(description)
                .baseUnit(unit)
                .register(registry);
    }

    private static double unconfirmed(DiskJournal journal) {
        JournalStatus status = journal.status();
        return status.nextSequence() - status.confirmed();
    }

    private static double truth(boolean holds) {
        return holds ? 1 : 0;
    }
}
