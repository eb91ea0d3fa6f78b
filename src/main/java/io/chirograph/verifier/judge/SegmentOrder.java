package io.chirograph.verifier.judge;

import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.EventFacts;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Follows the positions that the segments' names claim: dense, each once, dates never going back.
final class SegmentOrder {
    private static final int MAX_GAPS = 10_000;

    private record Gap(long from, long to, @Nullable String next) {}

    private final Findings findings;
    private final List<Gap> gaps = new ArrayList<>();
    private final Expiry expiry;
    private @Nullable LocalDate last;
    private long expected;

    SegmentOrder(Findings findings, Expiry expiry, long start) {
        this.findings = findings;
        this.expiry = expiry;
        this.expected = start;
    }

    /// Where the next segment should begin.
    long expected() {
        return expected;
    }

    /// Whether a segment stands where it can be read, behind all before it; one that does not is told and passed
    /// over. A gap before it is kept until it is filled or told at the end.
    boolean follows(String key, SegmentName name) {
        if (name.first() < expected) {
            passOver(key, name);
            return false;
        }
        if (name.first() > expected) {
            keep(new Gap(expected, name.first(), key));
        }
        expected = name.end();
        return true;
    }

    private void passOver(String key, SegmentName name) {
        Gap gap = gaps.stream()
                .filter(one -> one.from() <= name.first() && name.end() <= one.to())
                .findFirst()
                .orElse(null);
        if (gap == null) {
            String found = "position " + name.first();
            findings.add(FindingKind.SEGMENT_DUPLICATED, key, name.first(), "position " + expected, found);
            return;
        }
        gaps.remove(gap);
        if (gap.from() < name.first()) {
            keep(new Gap(gap.from(), name.first(), key));
        }
        if (name.end() < gap.to()) {
            keep(new Gap(name.end(), gap.to(), gap.next()));
        }
        String found = "behind position " + (expected - 1);
        findings.add(FindingKind.SEGMENT_MISPLACED, key, name.first(), "before " + gap.next(), found);
    }

    private void keep(Gap gap) {
        if (gaps.size() < MAX_GAPS) {
            gaps.add(gap);
        } else {
            tell(gap);
        }
    }

    /// The date that a segment whose first event happened on `date` has to bear.
    private LocalDate date(LocalDate date) {
        return last != null && last.isAfter(date) ? last : date;
    }

    /// Compares a segment's date with its events'. It is that of the first event, or the last date before it when
    /// the clock went back; no event of a segment has a later one.
    void check(String key, SegmentName name, List<@Nullable EventFacts> events) {
        boolean first = true;
        for (EventFacts event : events) {
            if (event != null) {
                LocalDate expected = date(event.time().atZone(ZoneOffset.UTC).toLocalDate());
                if (first ? !name.date().equals(expected) : name.date().isBefore(expected)) {
                    findings.add(
                            FindingKind.SEGMENT_MISPLACED, key, name.first(), "dt=" + expected, "dt=" + name.date());
                    break;
                }
            }
            first = false;
        }
        last = date(name.date());
    }

    /// Tells the gaps that nothing has filled, that before the end of the log included.
    void end(long size) {
        if (expected < size) {
            keep(new Gap(expected, size, null));
        }
        gaps.forEach(this::tell);
    }

    private void tell(Gap gap) {
        FindingKind kind = expiry.mayBeGone(gap.next()) ? FindingKind.EXPIRED : FindingKind.SEGMENT_MISSING;
        String positions = "positions " + gap.from() + " to " + (gap.to() - 1);
        findings.add(kind, gap.next(), gap.from(), positions, "nothing");
    }
}
