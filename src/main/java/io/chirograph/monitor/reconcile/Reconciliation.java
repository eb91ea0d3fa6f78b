package io.chirograph.monitor.reconcile;

import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What an examination of an archive, or of what is new in it, came to.
/// @param archive its name in the configuration
public record Reconciliation(String archive, Instant began, Instant ended, List<LogReport> logs) {
    public Reconciliation {
        logs = List.copyOf(logs);
    }

    public Duration duration() {
        return Duration.between(began, ended);
    }

    /// The first findings of each kind, failures before notices.
    public List<Finding> findings() {
        return logs.stream()
                .flatMap(log -> log.findings().stream())
                .filter(finding -> counts(finding.kind()))
                .sorted(Comparator.comparing(finding -> finding.kind().severity()))
                .toList();
    }

    /// How many findings there are of each kind.
    public Map<FindingKind, Long> counts() {
        Map<FindingKind, Long> counts = new EnumMap<>(FindingKind.class);
        logs.forEach(log -> log.counts().forEach((kind, count) -> {
            if (counts(kind)) {
                counts.merge(kind, count, Long::sum);
            }
        }));
        return counts;
    }

    /// The archive is written while it is read: what lies beyond the checkpoint that an examination began with is
    /// usually published by its end, and is looked at by the next one.
    private static boolean counts(FindingKind kind) {
        return kind != FindingKind.OBJECT_UNPUBLISHED;
    }

    /// How many findings say that the archive does not hold.
    public long failures() {
        return sum(counts());
    }

    static long sum(Map<FindingKind, Long> counts) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getKey().severity() == Severity.FAILURE)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /// How many events the logs' last good checkpoints cover.
    public long size() {
        return logs.stream().mapToLong(LogReport::size).sum();
    }

    /// The logs whose key is not known: all was checked but who signed it.
    public List<String> onFirstUse() {
        return logs.stream()
                .filter(log -> log.keys().isEmpty() && !log.signers().isEmpty())
                .map(LogReport::log)
                .filter(Objects::nonNull)
                .toList();
    }
}
