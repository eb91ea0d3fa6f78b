package io.chirograph.monitor.reconcile;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveDescription;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// What an `archive.checked` event says of an examination: how many findings there are of each kind, and the first
/// ones in words.
public record CheckedFacts(String name, Archive archive) {
    private static final int FINDINGS = 20;

    /// @param scope `whole`, or `new` for what was published since the last time
    SortedMap<String, Object> of(String scope, Reconciliation found) {
        SortedMap<String, Object> facts =
                of(scope, found.findings(), found.counts(), Reconciliation.sum(found.counts()));
        facts.put("logs", found.logs().size());
        facts.put("events", found.size());
        facts.put("onFirstUse", found.onFirstUse().stream().limit(FINDINGS).toList());
        facts.put("durationMillis", found.duration().toMillis());
        return facts;
    }

    /// Of logs that are not alive.
    public SortedMap<String, Object> silent(List<Finding> findings) {
        long count = findings.size();
        return of("heartbeats", findings, Map.of(FindingKind.NOT_ALIVE, count), count);
    }

    private SortedMap<String, Object> of(
            String scope, List<Finding> findings, Map<FindingKind, Long> counts, long failures) {
        ArchiveDescription store = archive.describe();
        SortedMap<String, Object> byKind = new TreeMap<>();
        counts.forEach((kind, count) -> byKind.put(kind.code(), count));
        SortedMap<String, Object> facts = new TreeMap<>();
        facts.put("archive", name);
        facts.put("kind", store.kind());
        facts.put("location", store.location());
        facts.put(
                "findings",
                findings.stream().limit(FINDINGS).map(Finding::toString).toList());
        facts.put("examined", scope);
        facts.put("counts", byKind);
        facts.put("failures", failures);
        return facts;
    }
}
