package io.chirograph.verifier.judge;

import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.SubjectKeys;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Content that is not there: why is known at the end, for retention and erasure may be told of by a later event.
///
/// Kept up to a bound; beyond it what is absent is told at once, by what is known until then. One thread.
final class AbsentContent {
    private static final int MOST_GROUPS = 200_000;

    private final Findings findings;
    private final Expiry expiry;
    private final Erasures erasures;
    private final List<Absent> kept = new ArrayList<>();
    private int groups;
    private long expired;
    private long erased;

    AbsentContent(Findings findings, Expiry expiry, Erasures erasures) {
        this.findings = findings;
        this.expiry = expiry;
        this.erasures = erasures;
    }

    /// How much content is gone, and why.
    record Counts(long expired, long erased) {}

    /// What is absent of one object.
    /// @param finding what is to be told where nothing accounts for it; its object's name says the date
    /// @param subjects how many contents need each combination of subject keys, no key included
    record Absent(Finding finding, String retentionClass, Map<SubjectKeys, Long> subjects) {
        static Absent of(Finding finding, String retentionClass, List<SubjectKeys> contents) {
            Map<SubjectKeys, Long> subjects = new HashMap<>();
            contents.forEach(one -> subjects.merge(one, 1L, Long::sum));
            return new Absent(finding, retentionClass, subjects);
        }
    }

    void add(Absent one) {
        groups += one.subjects().size() + 1;
        if (groups > MOST_GROUPS) {
            tell(one);
        } else {
            kept.add(one);
        }
    }

    Counts end() {
        kept.forEach(this::tell);
        kept.clear();
        return new Counts(expired, erased);
    }

    private void tell(Absent one) {
        Finding finding = one.finding();
        long all = one.subjects().values().stream().mapToLong(Long::longValue).sum();
        long gone = one.subjects().entrySet().stream()
                .filter(of -> erasures.isErased(of.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
        erased += gone;
        if (gone > 0) {
            add(FindingKind.ERASED, finding, gone + " contents are gone, and a key of theirs was destroyed");
        }
        if (gone == all && all > 0) {
            return;
        }
        if (expiry.mayBeGone(String.valueOf(finding.object()), one.retentionClass())) {
            expired += all - gone;
            add(FindingKind.EXPIRED, finding, finding.found());
        } else {
            add(finding.kind(), finding, finding.found());
        }
    }

    private void add(FindingKind kind, Finding of, @Nullable String found) {
        findings.add(kind, of.object(), of.position(), of.expected(), found);
    }
}
