package io.chirograph.journal.internal;

import io.chirograph.journal.Journal;
import io.chirograph.journal.JournalStatus;
import io.chirograph.support.metrics.Meters;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// `chirograph.journal.*` for Prometheus.
public final class JournalMetrics implements CommitObserver {
    private final Timer append;
    private final DistributionSummary groupRecords;
    private final DistributionSummary groupBytes;

    public JournalMetrics(MeterRegistry registry) {
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

    /// What every journal tells of itself.
    public static void bind(Journal journal, MeterRegistry registry) {
        Meters.of(registry, "chirograph.journal.", journal)
                .gauge("open.keys", "calls begun and not ended", j -> j.status().openKeys())
                .gauge("unconfirmed", "records not yet in every required archive", JournalMetrics::unconfirmed)
                .flag(
                        "failed",
                        "1 when it takes no more records",
                        j -> j.status().failure() != null)
                .flag(
                        "full",
                        "1 while calls are refused for want of room",
                        j -> j.status().full());
    }

    /// What one on disk tells besides.
    static void bindFiles(DiskJournal journal, MeterRegistry registry) {
        var meters = Meters.of(registry, "chirograph.journal.", journal);
        meters.gauge("bytes", "size of all files", j -> j.status().bytes())
                .gauge(
                        "max.bytes",
                        "bound of the size of all files",
                        j -> j.status().maxBytes())
                .flag("filling", "1 above chirograph.journal.warn-at", DiskJournal::filling);
        meters.in("seconds")
                .gauge(
                        "time.until.full",
                        "at the present rate; infinite while it does not grow",
                        j -> j.timeUntilFull().map(d -> (double) d.toSeconds()).orElse(Double.POSITIVE_INFINITY));
    }

    private static double unconfirmed(Journal journal) {
        JournalStatus status = journal.status();
        return status.nextSequence() - status.confirmed();
    }
}
