package io.chirograph.monitor;

import io.chirograph.evidence.FindingKind;
import io.chirograph.evidence.Severity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;

/// The examinations of the archives in numbers.
final class ReconciliationMetrics implements MeterBinder {
    private final List<ReconciledArchive> archives;

    ReconciliationMetrics(ReconciledArchives archives) {
        this.archives = archives.archives();
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        archives.forEach(archive -> bind(archive, registry));
    }

    private static void bind(ReconciledArchive archive, MeterRegistry registry) {
        for (FindingKind kind : FindingKind.values()) {
            if (kind.severity() == Severity.FAILURE) {
                Gauge.builder("chirograph.archive.findings", archive, a -> count(a, kind))
                        .description("Findings against the archive by its last examination")
                        .tag("archive", archive.name())
                        .tag("kind", kind.code())
                        .register(registry);
            }
        }
        Gauge.builder("chirograph.archive.notices", archive, ReconciliationMetrics::notices)
                .description(
                        "What is worth knowing of the archive by its last examination, and says nothing against it")
                .tag("archive", archive.name())
                .register(registry);
        Gauge.builder("chirograph.archive.reconciled.size", archive, ReconciliationMetrics::size)
                .description("Events that the last whole examination covered")
                .tag("archive", archive.name())
                .register(registry);
        Gauge.builder("chirograph.archive.last.reconciliation", archive, ReconciliationMetrics::ended)
                .description("When the last whole examination ended, Unix time in seconds; 0 when not since the start")
                .tag("archive", archive.name())
                .register(registry);
        Gauge.builder("chirograph.archive.reconciliation.duration", archive, ReconciliationMetrics::duration)
                .description("How long the last whole examination took")
                .baseUnit("seconds")
                .tag("archive", archive.name())
                .register(registry);
        Gauge.builder("chirograph.archive.reconciliation.overdue", archive, a -> a.isOverdue() ? 1 : 0)
                .description("1 when there was no whole examination for twice chirograph.monitor.reconcile-every")
                .tag("archive", archive.name())
                .register(registry);
    }

    private static double count(ReconciledArchive archive, FindingKind kind) {
        return archive.counts().getOrDefault(kind, 0L);
    }

    private static double notices(ReconciledArchive archive) {
        return archive.counts().values().stream().mapToLong(Long::longValue).sum() - archive.failures();
    }

    private static double size(ReconciledArchive archive) {
        Reconciliation last = archive.last();
        return last == null ? 0 : last.size();
    }

    private static double ended(ReconciledArchive archive) {
        Reconciliation last = archive.last();
        return last == null ? 0 : last.ended().toEpochMilli() / 1000.0;
    }

    private static double duration(ReconciledArchive archive) {
        Reconciliation last = archive.last();
        return last == null ? 0 : last.duration().toMillis() / 1000.0;
    }
}
