package io.chirograph.monitor.reconcile;

import io.chirograph.support.metrics.Meters;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Severity;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// All archives that are examined: health, DOWN when one does not hold what was signed, and metrics.
record ReconciledArchives(List<ReconciledArchive> archives) implements HealthIndicator, MeterBinder {
    private static final int LINES = 10;

    ReconciledArchives {
        archives = List.copyOf(archives);
    }

    @Override
    public Health health() {
        boolean holds = archives.stream().allMatch(archive -> archive.failures() == 0);
        Health.Builder health = holds ? Health.up() : Health.down();
        archives.forEach(archive -> health.withDetail(archive.name(), details(archive)));
        return health.build();
    }

    private static Map<String, Object> details(ReconciledArchive archive) {
        Map<String, Object> details = new LinkedHashMap<>();
        Reconciliation last = archive.last();
        details.put(
                "examined", last == null ? "not since the start" : last.ended().toString());
        if (last != null) {
            details.put("duration", last.duration().toString());
            details.put("events", last.size());
            details.put("onFirstUse", last.onFirstUse());
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        archive.counts().forEach((kind, count) -> counts.put(kind.code(), count));
        details.put("counts", counts);
        details.put("findings", archive.lines(LINES));
        String failure = archive.failure();
        if (failure != null) {
            details.put("lastFailure", failure);
        }
        return details;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (ReconciledArchive archive : archives) {
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
                        ReconciledArchives::notices)
                .gauge("reconciled.size", "Events that the last whole examination covered", last(Reconciliation::size))
                .moment(
                        "last.reconciliation",
                        "When the last whole examination ended, Unix time in seconds; 0 when not since the start",
                        a -> a.last() == null ? null : a.last().ended())
                .flag(
                        "reconciliation.overdue",
                        "1 when there was no whole examination for twice chirograph.monitor.reconcile-every",
                        ReconciledArchive::isOverdue)
                .in("seconds")
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
