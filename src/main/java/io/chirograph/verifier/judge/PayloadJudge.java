package io.chirograph.verifier.judge;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.options.VerificationRange;
import io.chirograph.verifier.payload.PayloadObjects;
import io.chirograph.verifier.payload.PayloadPlace;
import io.chirograph.verifier.payload.ScannedPayload;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.report.PayloadCounts;
import io.chirograph.verifier.scan.ContentClaim;
import io.chirograph.verifier.scan.EventFacts;
import io.chirograph.verifier.scan.Examination;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Holds packs against what the events of their segments name, segment by segment.
///
/// The tree has been judged without it, and nothing here changes what was found there. One use, one thread.
final class PayloadJudge implements AutoCloseable {
    private final Findings findings;
    private final Layout layout;
    private final VerificationRange part;
    private final PayloadObjects objects;
    private final Erasures erasures = new Erasures();
    private final AbsentContent absent;
    private long expected;
    private long named;
    private long held;
    private @Nullable PayloadCounts counts;

    PayloadJudge(Examination about, VerificationRange part, Expiry expiry) throws ArchiveUnavailableException {
        this.findings = about.findings();
        this.layout = about.log().layout();
        this.part = part;
        this.expected = part.start();
        this.absent = new AbsentContent(findings, expiry, erasures);
        SegmentName first = part.isFromStart()
                ? null
                : about.log().segmentFrom(part.start()).orElse(null);
        objects = new PayloadObjects(about, first, part.end());
    }

    /// Judges what belongs to one segment, and what stands before it and belongs to none.
    /// @param events what each entry says; empty where the segment cannot be read
    void segment(SegmentName name, List<@Nullable EventFacts> events) throws ArchiveUnavailableException {
        long end = Math.min(name.end(), part.end());
        Map<String, ClassContent> classes = new TreeMap<>();
        for (int i = 0; i < events.size() && name.first() + i < end; i++) {
            EventFacts event = events.get(i);
            if (event != null) {
                erasures.event(name.first() + i, event);
                for (ContentClaim claim : event.contents()) {
                    named++;
                    of(classes, claim.retentionClass()).named(name.first() + i, event.call(), claim);
                }
            }
        }
        for (ScannedPayload one = objects.before(name.date(), name.end());
                one != null;
                one = objects.before(name.date(), name.end())) {
            PayloadPlace place = one.place();
            boolean isOfSegment = place != null
                    && place.date().equals(name.date())
                    && place.position() >= name.first()
                    && place.position() < end
                    && !events.isEmpty();
            if (place != null && isOfSegment) {
                of(classes, place.retentionClass()).found(one);
            } else {
                stray(one, events.isEmpty() ? name.end() : name.first());
            }
        }
        for (Map.Entry<String, ClassContent> one : classes.entrySet()) {
            held += one.getValue().judge(name, one.getKey(), part.end());
        }
        expected = Math.max(expected, name.end());
    }

    private ClassContent of(Map<String, ClassContent> classes, String name) {
        return classes.computeIfAbsent(name, of -> new ClassContent(findings, layout, erasures, absent));
    }

    /// Tells of something that belongs to no segment that was read.
    /// @param readFrom events before this position that come behind the last segment cannot be read
    private void stray(ScannedPayload one, long readFrom) {
        PayloadPlace place = one.place();
        if (place == null) {
            one.findings().forEach(findings::add);
        } else if (place.position() >= part.newest()) {
            findings.add(FindingKind.OBJECT_UNPUBLISHED, one.key(), place.position(), "size " + part.newest(), null);
        } else if (place.position() >= expected && place.position() < readFrom) {
            String found = "content whose events cannot be read";
            findings.add(FindingKind.PAYLOAD_UNPROVEN, one.key(), place.position(), null, found);
        } else {
            findings.add(
                    FindingKind.PAYLOAD_FOREIGN,
                    one.key(),
                    place.position(),
                    "nothing here: no event of that date and position begins a pack",
                    place.pack() == null ? "an object" : "a pack");
        }
    }

    /// Tells what only the end can tell.
    void end() throws ArchiveUnavailableException {
        if (part.isToEnd()) {
            for (ScannedPayload one = objects.next(); one != null; one = objects.next()) {
                stray(one, part.end());
            }
        }
        AbsentContent.Counts gone = absent.end();
        counts = new PayloadCounts(named, held, gone.expired(), gone.erased() + erasures.end(findings));
    }

    /// Null before the end.
    @Nullable
    PayloadCounts counts() {
        return counts;
    }

    @Override
    public void close() {
        objects.close();
    }

    /// The name that the pack of these positions has to have.
    static PackName expectedName(String retentionClass, SegmentName segment, long first, int count) {
        return new PackName(retentionClass, segment.date(), first, Math.clamp(count, 1, PackName.MAX_COUNT));
    }
}
