package io.chirograph.monitor.reconcile;

import io.chirograph.support.metrics.Meters;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Severity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;

/// The examinations of the archives in numbers.
record ReconciliationMetrics(ReconciledArchives archives) implements MeterBinder {
    @Override
    public void bindTo(MeterRegistry registry) {
        for (ReconciledArchive archive : archives.archives()) {
            bind(Meters.of(registry, "chirograph.archive.", archive).tag("archive", archive.name()));
        }
    }

    private static void bind(Meters<ReconciledArchive> meters) {
        for (FindingKind kind : FindingKind.values()) {
            if (kind.severity() == Severity.FAILURE) {
                meters.tag("kind", kind.code())
                        .gauge(
                                "findings",
                                "Findings against the archive by its last examination",
                                a -> a.counts().getOrDefault(kind, 0L));
            }
        }
        meters.gauge(
                        "notices",
                        "What is worth knowing of the archive by its last examination, and says nothing against it",
                        ReconciliationMetrics::notices)
                .gauge("reconciled.size", "Events that the last whole examination covered", last(Reconciliation::size))
                .moment(
                        "last.reconciliation",
                        "When the last whole examination ended, Unix time in seconds; 0 when not since the start",
                        a -> a.last() == null ? null : a.last().ended())
                .flag(
                        "reconciliation.overdue",
                        "1 when there was no whole examination for twice chirograph.monitor.reconcile-every",
                        ReconciledArchive::isOverdue);
        meters.in("seconds")
                .gauge(
                        "reconciliation.duration",
                        "How long the last whole examination took",
                        last(found -> Meters.seconds(found.duration())));
    }

    private static double notices(ReconciledArchive archive) {
        return archive.counts().values().stream().mapToLong(Long::longValue).sum() - archive.failures();
    }

    /// Of the last whole examination; 0 before the first.
    private static ToDoubleFunction<ReconciledArchive> last(ToDoubleFunction<Reconciliation> value) {
        return archive -> {
            Reconciliation last = archive.last();
            return last == null ? 0 : value.applyAsDouble(last);
        };
    }
}
