package io.chirograph.monitor.reconcile;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/// Whether the archives hold what was signed, by their last examinations; DOWN when one does not.
final class ReconciliationHealth implements HealthIndicator {
    private static final int LINES = 10;

    private final List<ReconciledArchive> archives;

    ReconciliationHealth(ReconciledArchives archives) {
        this.archives = archives.archives();
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
}
