package io.chirograph.verifier.judge;

import io.chirograph.archive.Layout;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.payload.HeldContent;
import io.chirograph.verifier.payload.PayloadPlace;
import io.chirograph.verifier.payload.ScannedPayload;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.Findings;
import io.chirograph.verifier.scan.ContentClaim;
import io.chirograph.verifier.scan.SubjectKeys;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The content of one class that the events of one segment name, and what the archive has of it. One use.
final class ClassContent {
    private final Findings findings;
    private final Layout layout;
    private final Erasures erasures;
    private final AbsentContent absent;
    private final Map<Spot, Named> claims = new TreeMap<>();
    private final List<ScannedPayload> packs = new ArrayList<>();
    private final List<ScannedPayload> objects = new ArrayList<>();

    ClassContent(Findings findings, Layout layout, Erasures erasures, AbsentContent absent) {
        this.findings = findings;
        this.layout = layout;
        this.erasures = erasures;
        this.absent = absent;
    }

    /// Where content belongs.
    private record Spot(long position, String part) implements Comparable<Spot> {
        static Spot of(HeldContent held) {
            return new Spot(held.position(), held.part());
        }

        @Override
        public int compareTo(Spot other) {
            return position == other.position ? part.compareTo(other.part) : Long.compare(position, other.position);
        }
    }

    private record Named(@Nullable String call, ContentClaim claim) {
        boolean is(HeldContent held) {
            return held.is(claim, call);
        }
    }

    /// A pack, and the version of it that counts; null where none can be read.
    private record Choice(ScannedPayload pack, ScannedPayload.@Nullable Pack version, long agreeing) {}

    void named(long position, @Nullable String call, ContentClaim claim) {
        claims.put(new Spot(position, claim.part()), new Named(call, claim));
    }

    void found(ScannedPayload one) {
        PayloadPlace place = one.place();
        (place != null && place.pack() != null ? packs : objects).add(one);
    }

    /// @param size events from here on are not sealed
    /// @return how many contents are there and are what their events name
    long judge(SegmentName segment, String retentionClass, long size) {
        Choice choice = choose(size);
        Set<String> beside = new HashSet<>();
        claims.keySet()
                .forEach(spot -> beside.add(PayloadJudge.expectedName(retentionClass, segment, spot.position(), 1)
                        .object(layout, spot.position(), spot.part())));
        long held = 0;
        if (choice != null) {
            for (ScannedPayload pack : packs) {
                if (!pack.key().equals(choice.pack().key())) {
                    besideTheChosen(pack, size);
                }
            }
            held = chosen(choice, retentionClass, size);
        } else if (!claims.isEmpty()) {
            absent(segment, retentionClass);
        }
        for (ScannedPayload object : objects) {
            if (!beside.contains(object.key())) {
                foreign(object, "an object that no event names");
            }
        }
        return held;
    }

    private @Nullable Choice choose(long size) {
        Choice best = null;
        for (ScannedPayload pack : packs) {
            if (best == null) {
                best = new Choice(pack, null, -1);
            }
            for (ScannedPayload.Pack version : pack.packs()) {
                long agreeing = version.held().stream()
                        .filter(held -> held.position() < size)
                        .filter(this::isNamed)
                        .count();
                if (agreeing > best.agreeing()) {
                    best = new Choice(pack, version, agreeing);
                }
            }
        }
        return best;
    }

    private boolean isNamed(HeldContent held) {
        Named named = claims.get(Spot.of(held));
        return named != null && named.is(held);
    }

    /// A pack beside the one that counts: of a segment that was never published, where all that it holds is named.
    private void besideTheChosen(ScannedPayload pack, long size) {
        boolean isHarmless = pack.packs().stream()
                .anyMatch(
                        version -> version.held().stream().allMatch(held -> held.position() >= size || isNamed(held)));
        if (isHarmless) {
            findings.add(FindingKind.OBJECT_UNPUBLISHED, pack.key(), position(pack), "one pack", "another one");
        } else {
            foreign(pack, "a pack that no event names");
        }
    }

    private long chosen(Choice choice, String retentionClass, long size) {
        ScannedPayload pack = choice.pack();
        ScannedPayload.Pack version = choice.version();
        if (claims.isEmpty()) {
            foreign(pack, "a pack of a class that no event here names");
            return 0;
        }
        tell(pack, retentionClass);
        if (version == null) {
            return 0;
        }
        version.findings().forEach(findings::add);
        long held = 0;
        for (HeldContent one : version.held()) {
            if (one.position() < size) {
                held += one(pack, one, retentionClass) ? 1 : 0;
            }
        }
        claims.forEach((spot, named) -> absent.add(AbsentContent.Absent.of(
                new Finding(
                        FindingKind.PAYLOAD_MISSING,
                        layout.logId(),
                        pack.key(),
                        spot.position(),
                        spot.part() + " with " + named.claim().words(),
                        "no such record"),
                retentionClass,
                List.of(named.claim().subjects()))));
        return held;
    }

    /// What is wrong with the pack by itself. Why a delete marker hides it is known at the end.
    private void tell(ScannedPayload pack, String retentionClass) {
        for (Finding finding : pack.findings()) {
            if (finding.kind() == FindingKind.PAYLOAD_SHADOWED && pack.hidden()) {
                boolean isGone = pack.packs().isEmpty();
                List<SubjectKeys> contents = isGone ? subjects() : List.of();
                absent.add(AbsentContent.Absent.of(finding, retentionClass, contents));
            } else {
                findings.add(finding);
            }
        }
    }

    /// Compares one record; what it is the content of is not looked for any more.
    private boolean one(ScannedPayload pack, HeldContent held, String retentionClass) {
        Spot spot = Spot.of(held);
        Named named = claims.remove(spot);
        String object = held.object() == null ? pack.key() : held.object();
        if (named == null) {
            findings.add(
                    FindingKind.PAYLOAD_FOREIGN,
                    object,
                    held.position(),
                    "nothing: the event names no " + held.part() + " in this class",
                    "a record");
            return false;
        }
        String expected = named.claim().level() + " " + spot.part() + " of call " + named.call() + ", "
                + named.claim().words();
        Finding gone = held.hiding();
        if (gone == null && held.isGone()) {
            gone = new Finding(
                    FindingKind.PAYLOAD_MISSING, layout.logId(), object, held.position(), expected, "nothing");
        }
        if (gone != null) {
            absent.add(AbsentContent.Absent.of(
                    gone, retentionClass, List.of(named.claim().subjects())));
        }
        if (held.isGone()) {
            return false;
        }
        if (!named.is(held)) {
            findings.add(FindingKind.PAYLOAD_DAMAGED, object, held.position(), expected, held.words());
            return false;
        }
        if (gone == null) {
            erasures.there(named.claim().subjects());
        }
        return true;
    }

    private void absent(SegmentName segment, String retentionClass) {
        long first = claims.keySet().iterator().next().position();
        PackName name = PayloadJudge.expectedName(retentionClass, segment, first, claims.size());
        Finding finding = new Finding(
                FindingKind.PAYLOAD_MISSING,
                layout.logId(),
                name.key(layout),
                first,
                claims.size() + " records of content",
                "nothing");
        absent.add(AbsentContent.Absent.of(finding, retentionClass, subjects()));
    }

    private List<SubjectKeys> subjects() {
        return claims.values().stream().map(named -> named.claim().subjects()).toList();
    }

    private void foreign(ScannedPayload one, String found) {
        findings.add(FindingKind.PAYLOAD_FOREIGN, one.key(), position(one), "nothing", found);
    }

    private static @Nullable Long position(ScannedPayload one) {
        PayloadPlace place = one.place();
        return place == null ? null : place.position();
    }
}
