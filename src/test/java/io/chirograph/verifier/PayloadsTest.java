package io.chirograph.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.LockMode;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.verifier.SealedLog.Kept;
import io.chirograph.verifier.options.LockRule;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.PayloadCounts;
import io.chirograph.verifier.report.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Content of a sealed archive is damaged in one way, and the verifier says which way and where.
class PayloadsTest {
    private static final String KEY = "0123456789abcdef".repeat(4);
    private static final int MANY = 20;

    private final SealedLog log = new SealedLog();

    PayloadsTest() throws Exception {
        // the log's key is the same in every test
    }

    private static UUID id(int call) {
        return new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0000L + call);
    }

    /// Three segments: two of one day, each with a pack of the class `standard`, the first with one of `short`, too;
    /// the
    /// third of the next day, with objects beside its pack.
    @BeforeEach
    void seal() throws Exception {
        log.start();
        for (int i = 0; i < MANY; i++) {
            log.call(
                    id(i),
                    Kept.clear("request", "question " + i),
                    Kept.clear("response", "answer " + i).keyed(KEY));
        }
        log.call(id(100), Kept.clear("request", "soon gone").in("short"));
        log.call("call-without").seal();
        log.call(id(200), new Kept("request", "standard", "encrypted", new byte[] {0, -1, -2, 3}, null, List.of()));
        log.calls(20).seal();
        log.after(Duration.ofDays(1)).inlineUpTo(100);
        log.call(
                id(300),
                Kept.clear("request", "x".repeat(500)),
                Kept.clear("response", "y".repeat(500)).keyed(KEY));
        log.call(id(301), Kept.clear("request", "small"), Kept.clear("response", "z".repeat(500)));
        log.stop().seal();
    }

    private LogReport verify(VerificationOptions options) throws Exception {
        return new ArchiveVerifier(log.archive, Progress.NONE, 2, options)
                .verify(List.of(log.signer.verifierKey()), Map.of())
                .logs()
                .getFirst();
    }

    private LogReport verify() throws Exception {
        return verify(VerificationOptions.NONE.withPayloads());
    }

    private LogReport verifyAt(Instant now) throws Exception {
        return verify(
                new VerificationOptions(0, Long.MAX_VALUE, null, null, null, null, () -> now, Sightings.NONE, true));
    }

    private static List<Finding> failures(LogReport report) {
        return report.findings().stream()
                .filter(finding -> finding.kind().severity() == Severity.FAILURE)
                .toList();
    }

    /// The kinds of failures, once with content and once without: what is wrong with content is none of the tree's.
    private void assertFailures(FindingKind... kinds) throws Exception {
        LogReport report = verify();
        assertThat(failures(report))
                .extracting(Finding::kind)
                .as("%s", report.findings())
                .containsExactly(kinds);
        assertThat(report.state()).isEqualTo(LogReport.State.FAILS);
        assertThat(verify(VerificationOptions.NONE).state()).isEqualTo(LogReport.State.HOLDS);
    }

    private void assertFailure(FindingKind kind, String object, @Nullable Long position) throws Exception {
        assertFailures(kind);
        Finding failure = failures(verify()).getFirst();
        assertThat(failure.object()).isEqualTo(object);
        assertThat(failure.position()).isEqualTo(position);
    }

    private String pack(int number) {
        return log.packs.get(number);
    }

    private String object(long position, String part) {
        return PackName.of(log.layout, pack(3)).orElseThrow().object(log.layout, position, part);
    }

    private void rewrite(String key, List<PackRecord> records) {
        log.archive.replace(key, SealedLog.packOf(records));
    }

    @Test
    void whatIsWholeHoldsAndIsCounted() throws Exception {
        LogReport report = verify();

        assertThat(failures(report)).isEmpty();
        assertThat(report.findings()).extracting(Finding::kind).containsOnly(FindingKind.SILENCE);
        assertThat(report.payloads()).isEqualTo(new PayloadCounts(2 * MANY + 6, 2 * MANY + 6, 0, 0));
        assertThat(report.examined()).isEqualTo(verify(VerificationOptions.NONE).examined());
    }

    @Test
    void withoutBeingAskedForNothingOfItIsRead() throws Exception {
        log.packs.forEach(log.archive::remove);
        int before = log.archive.requests();
        LogReport report = verify(VerificationOptions.NONE);
        int without = log.archive.requests() - before;
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
        assertThat(report.payloads()).isNull();

        log.archive.keys(log.layout.logId() + "/payloads/").forEach(log.archive::remove);
        before = log.archive.requests();
        assertThat(verify(VerificationOptions.NONE).findings()).isEqualTo(report.findings());
        assertThat(log.archive.requests() - before).isEqualTo(without);
    }

    @Test
    void everyNinetySeventhByteOfAPackCounts() throws Exception {
        byte[] whole = log.archive.bytes(pack(0));
        int seen = 0;
        for (int at = 0; at < whole.length; at += 97) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 0x10;
            log.archive.replace(pack(0), flipped);
            LogReport report = verify();
            // A few bits of a frame carry no meaning; where the lines are the same, so is the content.
            if (report.state() == LogReport.State.FAILS) {
                seen++;
                assertThat(failures(report)).extracting(Finding::kind).containsOnly(FindingKind.PAYLOAD_DAMAGED);
                assertThat(failures(report)).extracting(Finding::object).containsOnly(pack(0));
            }
        }
        assertThat(seen).isGreaterThanOrEqualTo(whole.length / 97);
    }

    @Test
    void everyNinetySeventhByteOfAnObjectBesideItCounts() throws Exception {
        String key = object(log.size() - 5, "request");
        byte[] whole = log.archive.bytes(key);
        for (int at = 0; at < whole.length; at += 97) {
            byte[] flipped = whole.clone();
            flipped[at] ^= 1;
            log.archive.replace(key, flipped);
            assertFailure(FindingKind.PAYLOAD_DAMAGED, key, log.size() - 5);
        }
    }

    @Test
    void aPackThatIsCutOffIsDamaged() throws Exception {
        byte[] whole = log.archive.bytes(pack(0));
        log.archive.replace(pack(0), java.util.Arrays.copyOf(whole, whole.length / 2));
        assertFailure(FindingKind.PAYLOAD_DAMAGED, pack(0), 1L);
        assertThat(verify().payloads()).isEqualTo(new PayloadCounts(2 * MANY + 6, 6, 0, 0));
    }

    @Test
    void aMissingPackIsToldOnceWithTheNameThatItShouldHave() throws Exception {
        log.archive.remove(pack(0));
        assertFailure(FindingKind.PAYLOAD_MISSING, pack(0), 1L);
        assertThat(failures(verify()).getFirst().expected()).isEqualTo(2 * MANY + " records of content");
    }

    @Test
    void aMissingObjectBesideAPackIsMissing() throws Exception {
        String key = object(log.size() - 4, "response");
        log.archive.remove(key);
        assertFailure(FindingKind.PAYLOAD_MISSING, key, log.size() - 4);
    }

    @Test
    void swappedContentIsDamagedTwice() throws Exception {
        List<PackRecord> records = log.records(pack(0));
        PackRecord first = records.get(0);
        PackRecord third = records.get(2);
        assertThat(first.head().length()).isEqualTo(third.head().length());
        records.set(0, new PackRecord(first.head(), first.position(), third.text(), null, null));
        records.set(2, new PackRecord(third.head(), third.position(), first.text(), null, null));
        rewrite(pack(0), records);
        assertFailures(FindingKind.PAYLOAD_DAMAGED, FindingKind.PAYLOAD_DAMAGED);
        assertThat(failures(verify())).extracting(Finding::position).containsExactly(1L, 3L);
    }

    @Test
    void headsThatNameOtherCallsLevelsOrKeysAreDamage() throws Exception {
        List<PackRecord> records = log.records(pack(0));
        PackRecord second = records.get(1);
        PackRecord.Head head = second.head();
        List<PackRecord.Head> others = List.of(
                new PackRecord.Head(id(77), head.part(), head.level(), null, null, head.length(), KEY),
                new PackRecord.Head(head.callId(), head.part(), "redacted", null, null, head.length(), KEY),
                new PackRecord.Head(head.callId(), head.part(), head.level(), null, null, head.length(), null),
                new PackRecord.Head(
                        head.callId(), head.part(), head.level(), null, null, head.length(), KEY.replace('0', '1')),
                new PackRecord.Head(head.callId(), head.part(), head.level(), null, null, head.length(), "no key"));
        for (PackRecord.Head other : others) {
            records.set(1, new PackRecord(other, second.position(), second.text(), null, null));
            rewrite(pack(0), records);
            assertFailure(FindingKind.PAYLOAD_DAMAGED, pack(0), second.position());
        }
    }

    @Test
    void whatIsWrongIsToldWithoutTheContentAndItsKey() throws Exception {
        List<PackRecord> records = log.records(pack(0));
        PackRecord second = records.get(1);
        records.set(1, new PackRecord(second.head(), second.position(), "canary 0", null, null));
        rewrite(pack(0), records);
        assertThat(verify().findings().toString())
                .contains("hmac-sha256:")
                .doesNotContain("canary")
                .doesNotContain(KEY);
    }

    @Test
    void aRecordThatNoEventNamesIsForeign() throws Exception {
        List<PackRecord> records = log.records(pack(2));
        PackRecord only = records.getFirst();
        PackRecord.Head head = only.head();
        byte[] more = "more".getBytes(UTF_8);
        records.add(PackRecord.of(
                new PackRecord.Head(head.callId(), "request", "clear", null, null, more.length, null),
                only.position() + 1,
                more));
        PackName name = PackName.of(log.layout, pack(2)).orElseThrow();
        String two = new PackName(name.retentionClass(), name.date(), name.first(), 2).key(log.layout);
        log.archive.remove(pack(2));
        rewrite(two, records);
        assertFailure(FindingKind.PAYLOAD_FOREIGN, two, only.position() + 1);
    }

    @Test
    void aRecordThatIsGoneIsMissing() throws Exception {
        List<PackRecord> records = log.records(pack(0));
        PackRecord gone = records.remove(4);
        PackName name = PackName.of(log.layout, pack(0)).orElseThrow();
        String fewer = new PackName(name.retentionClass(), name.date(), name.first(), records.size()).key(log.layout);
        log.archive.remove(pack(0));
        rewrite(fewer, records);
        assertFailure(FindingKind.PAYLOAD_MISSING, fewer, gone.position());
    }

    @Test
    void linesThatStandTwiceOrInAnotherOrderAreDamage() throws Exception {
        List<PackRecord> records = log.records(pack(0));
        List<PackRecord> twice = new ArrayList<>(records);
        twice.set(3, records.get(2));
        rewrite(pack(0), twice);
        assertFailures(FindingKind.PAYLOAD_DAMAGED);

        List<PackRecord> turned = new ArrayList<>(records);
        turned.set(2, records.get(3));
        turned.set(3, records.get(2));
        rewrite(pack(0), turned);
        assertFailures(FindingKind.PAYLOAD_DAMAGED);

        List<PackRecord> more = new ArrayList<>(records);
        more.add(records.getLast());
        rewrite(pack(0), more);
        assertFailures(FindingKind.PAYLOAD_DAMAGED);
    }

    @Test
    void underAnotherClassItIsForeignAndMissing() throws Exception {
        String other = pack(0).replace("/standard/", "/other/");
        log.archive.rename(pack(0), other);
        assertFailures(FindingKind.PAYLOAD_FOREIGN, FindingKind.PAYLOAD_MISSING);
        assertThat(failures(verify())).extracting(Finding::object).containsExactly(other, pack(0));
    }

    @Test
    void underAnotherDateItIsForeignAndMissing() throws Exception {
        for (String date : List.of("dt=2026-11-20", "dt=2026-11-22", "dt=2026-11-23")) {
            String other = pack(0).replace("dt=2026-11-21", date);
            log.archive.rename(pack(0), other);
            assertFailures(FindingKind.PAYLOAD_FOREIGN, FindingKind.PAYLOAD_MISSING);
            log.archive.rename(other, pack(0));
        }
        assertThat(verify().state()).isEqualTo(LogReport.State.HOLDS);
    }

    @Test
    void underAnotherPositionItDoesNotBeginWithWhatItsNameSays() throws Exception {
        String other = pack(0).replace("0000000000000001-", "0000000000000002-");
        log.archive.rename(pack(0), other);
        assertFailure(FindingKind.PAYLOAD_DAMAGED, other, 2L);
    }

    @Test
    void whatNamesNothingIsForeign() throws Exception {
        String payloads = log.layout.logId() + "/payloads/";
        List<String> strange = List.of(
                payloads + "readme",
                payloads + "readme2",
                payloads + "standard/readme",
                payloads + "standard/dt=2026-11-21/0000000000000003-answer",
                payloads + "standard/dt=2026-11-21/0000000000000003-request",
                payloads + "Upper/dt=2026-11-21/0000000000000001-1.jsonl.zst",
                payloads + "standard/dt=2026-11-31/0000000000000001-1.jsonl.zst",
                payloads + "standard/dt=2030-01-01/0000000000000001-request");
        for (String key : strange) {
            if (key.endsWith("0003-request")) {
                continue; // position 3 has a request in a line: an object of it is harmless
            }
            log.archive.write(key, new byte[] {1});
            assertFailures(FindingKind.PAYLOAD_FOREIGN);
            assertThat(failures(verify())).extracting(Finding::object).containsExactly(key);
            log.archive.remove(key);
        }
        strange.forEach(key -> log.archive.write(key, new byte[] {1}));
        assertThat(failures(verify())).extracting(Finding::kind).containsOnly(FindingKind.PAYLOAD_FOREIGN);
    }

    @Test
    void whatLiesBeyondTheLastCheckpointIsOnItsWay() throws Exception {
        PackName name = PackName.of(log.layout, pack(3)).orElseThrow();
        PackName beyond = new PackName("standard", name.date(), log.size() + 3, 1);
        log.archive.write(beyond.key(log.layout), new byte[] {1});
        LogReport report = verify();
        assertThat(failures(report)).isEmpty();
        assertThat(report.findings()).extracting(Finding::kind).contains(FindingKind.OBJECT_UNPUBLISHED);
    }

    @Test
    void aPackOfASegmentThatWasNeverPublishedIsHarmlessWhileAllInItIsNamed() throws Exception {
        List<PackRecord> some = log.records(pack(0)).subList(0, 4);
        PackName name = PackName.of(log.layout, pack(0)).orElseThrow();
        String left = new PackName("standard", name.date(), name.first(), 4).key(log.layout);
        log.archive.write(left, SealedLog.packOf(some));
        LogReport report = verify();
        assertThat(failures(report)).isEmpty();
        assertThat(report.findings()).extracting(Finding::object).contains(left);

        List<PackRecord> other = new ArrayList<>(some);
        PackRecord last = some.getLast();
        other.set(3, new PackRecord(last.head(), last.position(), "answer 7", null, null));
        log.archive.replace(left, SealedLog.packOf(other));
        assertFailure(FindingKind.PAYLOAD_FOREIGN, left, 1L);
    }

    @Test
    void ofSeveralVersionsTheOneCountsThatAgrees() throws Exception {
        List<PackRecord> records = log.records(pack(0));
        PackRecord first = records.getFirst();
        records.set(0, new PackRecord(first.head(), first.position(), "question X", null, null));
        log.archive.write(pack(0), SealedLog.packOf(records));
        assertFailure(FindingKind.PAYLOAD_SHADOWED, pack(0), null);

        log.archive.write(pack(0), "no frame".getBytes(UTF_8));
        assertThat(failures(verify())).extracting(Finding::kind).contains(FindingKind.PAYLOAD_SHADOWED);
        assertThat(verify().payloads()).isEqualTo(new PayloadCounts(2 * MANY + 6, 2 * MANY + 6, 0, 0));
    }

    @Test
    void twiceTheSameBytesAreHarmless() throws Exception {
        log.archive.write(pack(0), log.archive.bytes(pack(0)));
        String object = object(log.size() - 5, "request");
        log.archive.write(object, log.archive.bytes(object));
        LogReport report = verify();
        assertThat(failures(report)).isEmpty();
        assertThat(report.findings())
                .filteredOn(one -> one.kind() == FindingKind.VERSION_IDENTICAL)
                .extracting(Finding::object)
                .containsExactly(pack(0), object);
    }

    @Test
    void aDeleteMarkerHidesNothing() throws Exception {
        log.archive.mark(pack(0));
        assertFailure(FindingKind.PAYLOAD_SHADOWED, pack(0), null);
        assertThat(verify().payloads()).isEqualTo(new PayloadCounts(2 * MANY + 6, 2 * MANY + 6, 0, 0));
    }

    @Test
    void aDeleteMarkerOverAllOfAClassIsSeen() throws Exception {
        log.archive.mark(pack(1));
        assertFailure(FindingKind.PAYLOAD_SHADOWED, pack(1), null);
    }

    @Test
    void aDeleteMarkerOverAnObjectIsSeen() throws Exception {
        String key = object(log.size() - 5, "request");
        log.archive.mark(key);
        assertFailure(FindingKind.PAYLOAD_SHADOWED, key, null);
        log.archive.write(key, new byte[] {1});
        assertFailures(FindingKind.PAYLOAD_SHADOWED);
    }

    @Test
    void afterItsSignedRetentionContentMayBeAbsent() throws Exception {
        log.event("archive.checked", "", Map.of("retentionDays", 30)).seal();
        log.archive.remove(pack(0));
        log.archive.mark(pack(1));
        String object = object(log.size() - 6, "request");
        log.archive.remove(object);

        LogReport early = verifyAt(Instant.parse("2026-12-20T00:00:00Z"));
        assertThat(failures(early))
                .extracting(Finding::kind)
                .containsExactly(
                        FindingKind.PAYLOAD_SHADOWED, FindingKind.PAYLOAD_MISSING, FindingKind.PAYLOAD_MISSING);
        LogReport late = verifyAt(Instant.parse("2027-02-01T00:00:00Z"));
        assertThat(failures(late)).isEmpty();
        assertThat(late.findings())
                .filteredOn(one -> one.kind() == FindingKind.EXPIRED)
                .extracting(Finding::object)
                .containsExactly(pack(1), pack(0), object);
        assertThat(late.payloads()).isEqualTo(new PayloadCounts(2 * MANY + 6, 5, 2 * MANY + 1, 0));
    }

    @Test
    void aClassMayHaveAShorterRetentionThanTheLongest() throws Exception {
        log.event(
                        "archive.checked",
                        "",
                        Map.of("retentionDays", 4000, "details", Map.of("retentionDaysByClass", Map.of("short", 5))))
                .seal();
        log.archive.remove(pack(1));
        Instant later = Instant.parse("2027-02-01T00:00:00Z");
        assertThat(failures(verifyAt(later))).isEmpty();
        assertThat(verifyAt(later).payloads()).isEqualTo(new PayloadCounts(2 * MANY + 6, 2 * MANY + 5, 1, 0));
        log.archive.remove(pack(0));
        assertThat(failures(verifyAt(later))).extracting(Finding::kind).containsExactly(FindingKind.PAYLOAD_MISSING);
    }

    @Test
    void contentOfAnExpiredSegmentProvesNothingAndIsNoFailure() throws Exception {
        log.event("archive.checked", "", Map.of("retentionDays", 30)).seal();
        Instant later = Instant.parse("2027-02-01T00:00:00Z");
        SealedLog whole = log;
        whole.archive.remove(whole.segments.get(1));
        LogReport report = verifyAt(later);
        assertThat(report.findings())
                .filteredOn(one -> one.kind() == FindingKind.PAYLOAD_UNPROVEN)
                .extracting(Finding::object)
                .containsExactly(pack(2));
        assertThat(failures(report)).extracting(Finding::kind).doesNotContain(FindingKind.PAYLOAD_FOREIGN);
    }

    @Test
    void aDamagedSegmentTellsOfItselfAndNotOfItsPacks() throws Exception {
        log.archive.replace(log.segments.get(1), new byte[] {1, 2, 3, 4, 5, 6, 7});
        List<FindingKind> without = failures(verify(VerificationOptions.NONE)).stream()
                .map(Finding::kind)
                .toList();
        LogReport report = verify();
        assertThat(failures(report)).extracting(Finding::kind).isEqualTo(without);
        assertThat(report.findings()).extracting(Finding::kind).contains(FindingKind.PAYLOAD_UNPROVEN);
    }

    @Test
    void erasureIsToldOnceForEachKey() throws Exception {
        log.call(
                id(400),
                Kept.clear("request", "of a").of("key-a"),
                Kept.clear("response", "of a, too").of("key-a"));
        log.call(
                id(401),
                Kept.clear("request", "of b").of("key-b"),
                Kept.clear("response", "of both").of("key-a", "key-b"));
        log.call(id(402), Kept.clear("request", "of c").of("key-c"));
        log.event("key.destroyed", "", Map.of("keyId", "key-a"))
                .event("payload.erased", "", Map.of("keyId", "key-a"))
                .event("key.destroyed", "", Map.of("keyId", "key-nobody"))
                .seal();

        LogReport report = verify();
        assertThat(failures(report)).isEmpty();
        assertThat(report.findings())
                .filteredOn(one -> one.kind() == FindingKind.ERASED)
                .singleElement()
                .satisfies(one -> assertThat(one.found()).contains("key-a").contains(": 2 contents"));
        assertThat(report.payloads()).isEqualTo(new PayloadCounts(2 * MANY + 11, 2 * MANY + 11, 0, 2));
    }

    @Test
    void whatIsGoneAfterARecordedErasureIsErased() throws Exception {
        log.call(id(400), Kept.clear("request", "a".repeat(200)).of("key-a"));
        log.call(id(401), Kept.clear("request", "b".repeat(200)).of("key-b"));
        log.seal();
        long first = log.size() - 4;
        log.event("key.destroyed", "", Map.of("keyId", "key-a")).seal();
        PackName pack = PackName.of(log.layout, log.packs.getLast()).orElseThrow();
        log.archive.remove(pack.object(log.layout, first, "request"));
        LogReport report = verify();
        assertThat(failures(report)).isEmpty();
        assertThat(report.findings()).extracting(Finding::kind).contains(FindingKind.ERASED);
        assertThat(report.payloads()).isEqualTo(new PayloadCounts(2 * MANY + 8, 2 * MANY + 7, 0, 1));

        log.archive.remove(pack.object(log.layout, first + 2, "request"));
        assertFailure(FindingKind.PAYLOAD_MISSING, pack.object(log.layout, first + 2, "request"), first + 2);
    }

    @Test
    void aPackOfWhichAllIsErasedMayBeGone() throws Exception {
        log.call(id(400), Kept.clear("request", "a").of("key-a").in("people"));
        log.call(id(401), Kept.clear("request", "b").of("key-b").in("people"));
        log.seal();
        log.event("key.destroyed", "", Map.of("keyId", "key-a")).seal();
        log.archive.remove(log.packs.getLast());
        assertFailures(FindingKind.PAYLOAD_MISSING);
        log.event("key.destroyed", "", Map.of("keyId", "key-b")).seal();
        assertThat(failures(verify())).isEmpty();
        assertThat(verify().payloads()).isEqualTo(new PayloadCounts(2 * MANY + 8, 2 * MANY + 6, 0, 2));
    }

    @Test
    void aPartIsReadWithItsContentAlone() throws Exception {
        long second = 2L * MANY + 5;
        VerificationOptions part = new VerificationOptions(
                second,
                second + 1,
                null,
                null,
                null,
                null,
                () -> Instant.parse("2026-11-25T00:00:00Z"),
                Sightings.NONE,
                true);
        log.archive.remove(pack(0));
        log.archive.remove(pack(3));
        log.archive.write(
                log.layout.logId() + "/payloads/standard/dt=2030-01-01/0000000000000001-request", new byte[1]);
        LogReport report = verify(part);
        assertThat(report.findings()).isEmpty();
        assertThat(report.payloads()).isEqualTo(new PayloadCounts(1, 1, 0, 0));

        log.archive.remove(pack(2));
        assertThat(failures(verify(part))).extracting(Finding::object).containsExactly(pack(2));
        assertThat(failures(verify(part.startingAt(0))))
                .extracting(Finding::object)
                .containsExactly(pack(0), pack(2));
    }

    @Test
    void locksOfContentAreDemandedToo() throws Exception {
        log.archive.lockAll(LockMode.COMPLIANCE, Instant.parse("2036-01-01T00:00:00Z"));
        String object = object(log.size() - 5, "request");
        log.archive.lock(pack(0), LockMode.NONE, null);
        log.archive.lock(object, LockMode.NONE, null);
        VerificationOptions locked = new VerificationOptions(
                0,
                Long.MAX_VALUE,
                null,
                null,
                null,
                LockRule.of(LockMode.COMPLIANCE, null),
                () -> Instant.parse("2026-11-25T00:00:00Z"),
                Sightings.NONE,
                true);
        assertThat(failures(verify(locked))).extracting(Finding::object).containsExactly(pack(0), object);
    }

    @Test
    void aStoreThatListsInPagesIsReadToItsEnd() throws Exception {
        for (int i = 0; i < 1200; i++) {
            log.call(id(1000 + i), Kept.clear("request", "q" + i), Kept.clear("response", "z".repeat(150) + i));
            if (i % 100 == 99) {
                log.seal();
            }
        }
        LogReport report = verify();
        assertThat(failures(report)).isEmpty();
        assertThat(report.payloads()).isEqualTo(new PayloadCounts(2 * MANY + 2406, 2 * MANY + 2406, 0, 0));
    }
}
