package io.chirograph.verifier.report;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Gathers what an examination of one log finds. Every finding is counted; of each kind the first are kept, so
/// that an archive that is wrong everywhere does not fill the memory. Not safe for several threads.
public final class Findings {
    public static final int KEPT_PER_KIND = 1000;

    private final @Nullable String log;
    private final List<Finding> kept = new ArrayList<>();
    private final Map<FindingKind, Long> counts = new EnumMap<>(FindingKind.class);

    public Findings(@Nullable String log) {
        this.log = log;
    }

    public void add(
            FindingKind kind,
            @Nullable String object,
            @Nullable Long position,
            @Nullable Object expected,
            @Nullable Object found) {
        add(new Finding(kind, log, object, position, text(expected), text(found)));
    }

    private static @Nullable String text(@Nullable Object value) {
        return value == null ? null : value.toString();
    }

    public void add(Finding finding) {
        if (counts.merge(finding.kind(), 1L, Long::sum) <= KEPT_PER_KIND) {
            kept.add(finding);
        }
    }

    /// Counts findings that are not kept.
    public void count(FindingKind kind, long more) {
        if (more > 0) {
            counts.merge(kind, more, Long::sum);
        }
    }

    public boolean hasFailure() {
        return counts.keySet().stream().anyMatch(kind -> kind.severity() == Severity.FAILURE);
    }

    /// The first findings of each kind, in the order in which they were made.
    public List<Finding> kept() {
        return List.copyOf(kept);
    }

    /// How many there were of each kind.
    public Map<FindingKind, Long> counts() {
        return new EnumMap<>(counts);
    }
}
