package io.chirograph.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Effort;
import io.chirograph.archive.LockMode;
import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.Campaign;
import io.chirograph.verifier.CampaignDamage;
import io.chirograph.verifier.Forgery;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// An archive that holds everything is damaged in every way: each damage is found, as what it is and where.
@Tag("slow")
class CampaignTest {
    private static final long SEED = Long.getLong("chirograph.campaign.seed", 20261122L);
    private static final int ROUNDS = Integer.getInteger("chirograph.campaign.rounds", 1);

    private static final java.time.InstantSource NOW = java.time.InstantSource.system();

    private static Campaign campaign;
    private MemoryArchive archive = new MemoryArchive();
    private SealedLog log;

    @BeforeAll
    static void write() throws Exception {
        campaign = new Campaign(300);
    }

    @BeforeEach
    void copy() {
        archive = campaign.archive.copy();
        log = campaign.log;
    }

    /// A way to damage, and what is to be found.
    private record Damage(String name, Act act, FindingKind kind, String object) {}

    @FunctionalInterface
    private interface Act {
        void on(MemoryArchive archive) throws Exception;
    }

    private static List<Finding> findings(VerificationReport report) {
        return report.logs().stream().flatMap(one -> one.findings().stream()).toList();
    }

    private List<Finding> failures(VerificationReport report) {
        return findings(report).stream()
                .filter(one -> one.kind().severity() == Severity.FAILURE)
                .toList();
    }

    private List<Finding> failures() throws Exception {
        return failures(campaign.verify(archive, campaign.demands(), Map.of()));
    }

    @Test
    void anUntouchedArchivePasses() throws Exception {
        VerificationReport report = campaign.verify();
        assertThat(failures(report)).isEmpty();
        assertThat(report.exitCode(false)).isZero();
        assertThat(report.logs()).extracting(LogReport::state).containsOnly(LogReport.State.HOLDS);
        assertThat(report.logs().getFirst().keys()).hasSize(3);
    }

    @TestFactory
    Stream<DynamicTest> everyDamageIsFoundAsWhatItIs() throws Exception {
        return damages().stream()
                .map(damage -> DynamicTest.dynamicTest(damage.name(), () -> {
                    MemoryArchive damaged = campaign.archive.copy();
                    damage.act().on(damaged);
                    VerificationReport report = campaign.verify(damaged, campaign.demands(), Map.of());
                    assertThat(findings(report))
                            .extracting(Finding::kind, Finding::object)
                            .contains(org.assertj.core.groups.Tuple.tuple(damage.kind(), damage.object()));
                    boolean failure = damage.kind().severity() == Severity.FAILURE;
                    assertThat(report.exitCode(false)).isEqualTo(failure ? 1 : 0);
                    assertThat(report.exitCode(true)).isEqualTo(1);
                    assertThat(report.logs().getLast().state()).isEqualTo(LogReport.State.HOLDS);
                }));
    }

    private List<Damage> damages() throws Exception {
        String transition = transition();
        SealedLog of = campaign.log;
        String segment = of.segments.getFirst();
        String middle = of.segments.get(4);
        long size = of.size();
        String newest = of.layout.checkpoint(size);
        String tile = of.layout.tile("0/001");
        long first = SegmentName.parse(
                        of.segments.get(1).substring(of.layout.events().length()))
                .orElseThrow()
                .first();
        String checkpoint = of.layout.checkpoint(first);
        String cosignature =
                campaign.archive.keys(of.layout.logId() + "/cosignatures/").getLast();
        List<Damage> all = new ArrayList<>();
        all.add(new Damage("segment missing", a -> a.remove(middle), FindingKind.SEGMENT_MISSING, of.segments.get(5)));
        all.add(new Damage(
                "segment truncated",
                a -> a.replace(middle, Arrays.copyOf(a.bytes(middle), a.bytes(middle).length - 20)),
                FindingKind.SEGMENT_TRUNCATED,
                middle));
        all.add(new Damage(
                "segment altered",
                a -> {
                    byte[] bytes = a.bytes(middle);
                    bytes[bytes.length - 1] ^= 1;
                    a.replace(middle, bytes);
                },
                FindingKind.SEGMENT_ALTERED,
                middle));
        all.add(new Damage(
                "a name among the segments that is none, with a control character in it",
                a -> a.write(middle + "\u001b[2K\n", a.bytes(middle)),
                FindingKind.SEGMENT_MISNAMED,
                middle + "\\u001b[2K\\u000a"));
        for (String folder : List.of("checkpoints/", "tile/0/", "cosignatures/", "timestamps/", "payloads/", "")) {
            String name = of.layout.logId() + "/" + folder + "\u0007 ";
            all.add(new Damage(
                    "a name in '" + folder + "' that no object can have",
                    a -> a.write(name, a.bytes(middle)),
                    FindingKind.OBJECT_UNEXPECTED,
                    name.replace("\u0007", "\\u0007")));
        }
        String moved = middle.replace("dt=2026-11-21", "dt=2026-11-22");
        all.add(new Damage("segment moved", a -> a.rename(middle, moved), FindingKind.SEGMENT_MISPLACED, moved));
        String twice = middle.replace("dt=2026-11-21", "dt=2026-11-23");
        all.add(new Damage(
                "segment duplicated", a -> a.write(twice, a.bytes(middle)), FindingKind.SEGMENT_DUPLICATED, twice));
        all.add(new Damage(
                "event not canonical",
                a -> entries(a, segment, e -> e.set(3, Forgery.pad(e.get(3)))),
                FindingKind.EVENT_NOT_CANONICAL,
                segment));
        all.add(new Damage(
                "event altered",
                a -> entries(a, segment, e -> e.set(3, e.get(4))),
                FindingKind.EVENT_ALTERED,
                segment));
        all.add(new Damage(
                "events in another order",
                a -> entries(a, segment, e -> Collections.swap(e, 10, 11)),
                FindingKind.EVENT_REORDERED,
                segment));
        all.add(new Damage(
                "event removed",
                a -> entries(a, segment, e -> {
                    e.remove(20);
                    e.add(e.getLast());
                }),
                FindingKind.EVENT_REMOVED,
                segment));
        all.add(new Damage(
                "event inserted",
                a -> entries(a, segment, e -> {
                    e.add(20, e.get(3));
                    e.removeLast();
                }),
                FindingKind.EVENT_INSERTED,
                segment));
        all.add(new Damage(
                "checkpoint missing", a -> a.remove(checkpoint), FindingKind.CHECKPOINT_MISSING, checkpoint));
        all.add(new Damage(
                "bad signature",
                a -> a.replace(checkpoint, Forgery.flipSignature(a.bytes(checkpoint))),
                FindingKind.SIGNATURE_INVALID,
                checkpoint));
        all.add(new Damage(
                "unknown key", a -> Forgery.resign(a, checkpoint, of.key(77)), FindingKind.KEY_UNKNOWN, checkpoint));
        all.add(new Damage("retired key", a -> Forgery.resign(a, newest, of.signer), FindingKind.RETIRED_KEY, newest));
        all.add(new Damage(
                "two roots for one size",
                a -> a.write(checkpoint, Forgery.otherRoot(a.bytes(checkpoint), of.signer)),
                FindingKind.FORK,
                checkpoint));
        all.add(new Damage(
                "root mismatch",
                a -> a.replace(checkpoint, Forgery.otherRoot(a.bytes(checkpoint), of.signer)),
                FindingKind.ROOT_MISMATCH,
                checkpoint));
        all.add(new Damage("tile missing", a -> a.remove(tile), FindingKind.TILE_MISSING, tile));
        all.add(new Damage(
                "tile altered",
                a -> {
                    byte[] bytes = a.bytes(tile);
                    bytes[100] ^= 4;
                    a.replace(tile, bytes);
                },
                FindingKind.TILE_ALTERED,
                tile));
        all.add(new Damage(
                "shadowed by other bytes", a -> a.write(middle, new byte[] {1}), FindingKind.SHADOWED, middle));
        all.add(new Damage("delete marker", a -> a.mark(middle), FindingKind.SHADOWED, middle));
        all.add(new Damage("delete marker on a tile", a -> a.mark(tile), FindingKind.SHADOWED, tile));
        all.add(new Damage(
                "delete marker on a time stamp",
                a -> a.mark(of.layout.timestamp(size)),
                FindingKind.SHADOWED,
                of.layout.timestamp(size)));
        all.add(new Damage("lock missing", a -> a.lock(middle, LockMode.NONE, null), FindingKind.LOCK_MISSING, middle));
        all.add(new Damage(
                "lock of the wrong mode",
                a -> a.lock(tile, LockMode.GOVERNANCE, Instant.EPOCH.plus(Duration.ofDays(400))),
                FindingKind.LOCK_MODE,
                tile));
        all.add(new Damage(
                "lock too short",
                a -> a.lock(newest, LockMode.COMPLIANCE, Instant.EPOCH.plus(Duration.ofDays(100))),
                FindingKind.LOCK_SHORT,
                newest));
        all.add(new Damage(
                "cosignature altered",
                a -> a.replace(cosignature, Forgery.flipSignature(a.bytes(cosignature))),
                FindingKind.COSIGNATURE_INVALID,
                cosignature));
        all.add(new Damage("cosignature missing", a -> a.remove(cosignature), FindingKind.COSIGNATURE_QUORUM, newest));
        all.add(new Damage(
                "time stamp of another checkpoint",
                a -> a.replace(of.layout.timestamp(size), a.bytes(of.layout.timestamp(first))),
                FindingKind.TIME_TOKEN_INVALID,
                of.layout.timestamp(size)));
        all.add(new Damage(
                "time stamp made later",
                a -> a.replace(
                        of.layout.timestamp(size),
                        campaign.authority.stamp(a.bytes(newest), of.now().plus(Duration.ofHours(5)))),
                FindingKind.TIME_TOKEN_LATE,
                of.layout.timestamp(size)));
        all.add(new Damage(
                "rotation without the old key",
                a -> Forgery.resign(a, transition, of.key(1)),
                FindingKind.ROTATION_UNENDORSED,
                transition));
        return all;
    }

    private String transition() throws Exception {
        KeyHistory keys = new KeySearch(new PublishedLog(campaign.archive, campaign.log.layout.logId()))
                .proven(campaign.log.signer.verifierKey())
                .orElseThrow();
        return campaign.log.layout.checkpoint(keys.rotations().getFirst().size());
    }

    @FunctionalInterface
    private interface Change {
        void to(List<byte[]> entries);
    }

    private void entries(MemoryArchive of, String key, Change change) throws Exception {
        List<byte[]> entries = new ArrayList<>(campaign.log.entries(key));
        change.to(entries);
        of.replace(key, SealedLog.segment(entries));
    }

    @Test
    void aRandomByteOfEveryObjectIsFoundInThatObject() throws Exception {
        Random random = new Random(SEED);
        for (int round = 0; round < ROUNDS; round++) {
            for (String key : campaign.archive.keys("")) {
                if (random.nextInt(Effort.of(20, 1)) == 0) {
                    damageAByte(key, random);
                }
            }
        }
    }

    private void damageAByte(String key, Random random) throws Exception {
        MemoryArchive damaged = campaign.archive.copy();
        byte[] bytes = damaged.bytes(key);
        int at = random.nextInt(bytes.length);
        bytes[at] ^= (byte) (1 << random.nextInt(8));
        if (CampaignDamage.isHarmless(campaign, key, bytes)) {
            return;
        }
        damaged.replace(key, bytes);
        VerificationReport report = campaign.verify(damaged, campaign.demands(), Map.of());
        assertThat(failures(report))
                .as("seed %d, byte %d of %s", SEED, at, key)
                .anyMatch(finding -> CampaignDamage.isAt(finding, key));
    }

    @Test
    void aRemovedObjectOfAnyKindIsMissed() throws Exception {
        Random random = new Random(SEED);
        List<String> keys = new ArrayList<>(campaign.archive.keys(log.layout.logId()));
        keys.remove(log.layout.checkpoint(log.size()));
        keys.removeIf(key -> key.contains("/timestamps/")); // one more or less proves nothing
        keys.removeIf(key -> key.contains("/cosignatures/") && !key.contains("%016d".formatted(log.size())));
        Collections.shuffle(keys, random);
        for (String key : keys.subList(0, Effort.of(5, 15))) {
            MemoryArchive damaged = campaign.archive.copy();
            damaged.remove(key);
            assertThat(campaign.verify(damaged, campaign.demands(), Map.of()).exitCode(false))
                    .as("seed %d, without %s", SEED, key)
                    .isEqualTo(1);
        }
    }

    @Test
    void aForgerWithoutTheKeyWhoRecomputesTheTreeIsCaught() throws Exception {
        Campaign forged = new Campaign(301);
        for (String key : forged.archive.keys(log.layout.logId())) {
            if (!key.contains("/checkpoints/")) {
                archive.replace(key, forged.archive.bytes(key));
            }
        }
        Ed25519Signer forger = log.key(99);
        for (String key : forged.archive.keys(log.layout.checkpoints())) {
            archive.remove(key);
            archive.write(key, forged.archive.bytes(key));
            Forgery.resign(archive, key, forger);
        }
        assertThat(failures()).isNotEmpty();
        assertThat(campaign.verify(archive, VerificationOptions.NONE, Map.of()).exitCode(false))
                .isEqualTo(1);
    }

    @Test
    void aForgerWithTheKeyAndWithoutTheWitnessesIsCaughtByThePolicy() throws Exception {
        SealedLog forged = new SealedLog();
        forged.after(Duration.ofSeconds(1)).start().calls(300).seal();
        forged.calls(100).seal();
        VerificationOptions demands = campaign.demands();
        for (String key : archive.keys(log.layout.logId())) {
            archive.remove(key);
        }
        forged.archive.keys("").forEach(key -> archive.write(key, forged.archive.bytes(key)));
        assertThat(campaign.verify(archive, VerificationOptions.NONE, Map.of()).exitCode(false))
                .as("who trusts the key alone believes its holder")
                .isZero();
        assertThat(failures(campaign.verify(archive, demands, Map.of())))
                .extracting(Finding::kind)
                .contains(FindingKind.COSIGNATURE_QUORUM);
        byte[] seen = campaign.archive.bytes(log.layout.checkpoint(601));
        assertThat(failures(campaign.verify(archive, VerificationOptions.NONE, Map.of("seen", seen))))
                .extracting(Finding::kind)
                .contains(FindingKind.FORK);
    }

    @Test
    void aTailThatIsCutOffIsCaughtByAKnownCheckpointAndSaidToBePossibleWithout() throws Exception {
        byte[] seen = archive.bytes(log.layout.checkpoint(log.size()));
        long kept = log.size() - 22;
        for (String key :
                List.of(log.segments.getLast(), log.layout.checkpoint(log.size()), log.layout.timestamp(log.size()))) {
            archive.remove(key);
        }
        archive.keys(log.layout.cosignature(log.size(), "")).forEach(archive::remove);
        VerificationOptions demands = campaign.demands();
        VerificationReport without = campaign.verify(archive, demands, Map.of());
        assertThat(without.exitCode(false))
                .as(ReportText.of(without, false, false))
                .isZero();
        assertThat(ReportText.of(without, false, false))
                .contains("complete up to size " + kept)
                .contains("what came later cannot be excluded");
        assertThat(failures(campaign.verify(archive, demands, Map.of("seen.txt", seen))))
                .extracting(Finding::kind, Finding::object, Finding::position)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(FindingKind.TAIL_CUT, "seen.txt", kept));
        VerificationOptions soon = new VerificationOptions(
                0,
                Long.MAX_VALUE,
                null,
                null,
                Duration.ofSeconds(10),
                null,
                java.time.InstantSource.fixed(log.now().plusSeconds(5)),
                Sightings.NONE);
        assertThat(failures(campaign.verify(archive, soon, Map.of())))
                .extracting(Finding::kind)
                .contains(FindingKind.NOT_ALIVE);
    }

    @Test
    void aPartIsReadByItselfAndDamageOutsideOfItIsNotSeen() throws Exception {
        long size = log.size();
        for (long[] range :
                new long[][] {{0, 10}, {700, 900}, {size - 5, size}, {1, size}, {size / 2, Long.MAX_VALUE}}) {
            VerificationReport report = campaign.verify(archive, campaign.demands(range[0], range[1]), Map.of());
            assertThat(failures(report))
                    .as(Arrays.toString(range))
                    .noneMatch(finding -> log.layout.logId().equals(finding.log()))
                    .allMatch(finding -> finding.kind() == FindingKind.RANGE_MISSING);
        }
        VerificationReport part = campaign.verify(archive, campaign.demands(1000, 1100), Map.of());
        assertThat(part.logs().getFirst().examined().events()).isLessThan(size / 2);
        archive.remove(log.segments.getFirst());
        assertThat(failures(campaign.verify(archive, campaign.demands(1000, 1100), Map.of())))
                .isEmpty();
        entries(archive, log.segments.get(3), e -> e.set(30, e.get(31)));
        assertThat(failures(campaign.verify(archive, campaign.demands(1000, 1100), Map.of())))
                .isNotEmpty();
    }

    @Test
    void aPartThatIsNotWhollyThereDoesNotPass() throws Exception {
        long size = log.size();
        VerificationReport beyond = campaign.verify(
                archive,
                new VerificationOptions(size - 5, size + 1, null, null, null, null, NOW, Sightings.NONE),
                Map.of());
        assertThat(failures(beyond))
                .extracting(Finding::kind, Finding::position)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(FindingKind.RANGE_MISSING, size));
        for (long from : new long[] {size, 5_000_000}) {
            for (long to : new long[] {from + 1, Long.MAX_VALUE}) {
                VerificationReport nothing = campaign.verify(
                        archive,
                        new VerificationOptions(from, to, null, null, null, null, NOW, Sightings.NONE),
                        Map.of());
                assertThat(nothing.exitCode(false)).isEqualTo(2);
                assertThat(nothing.exitCode(true)).isNotZero();
                assertThat(ReportText.of(nothing, false, true)).contains("ends at size " + size);
            }
        }
    }

    @Test
    void aKnownCheckpointIsJudgedThoughThePartLeavesItOut() throws Exception {
        long size = log.size();
        byte[] good = archive.bytes(log.layout.checkpoint(902));
        byte[] early = SignedNote.sign(
                        new Checkpoint(log.origin(), 0, io.chirograph.tlog.TreeHasher.emptyRoot()).text(), log.signer)
                .bytes();
        byte[] forged = Forgery.otherRoot(good, log.signer);
        for (long[] range : new long[][] {{size - 5, size}, {0, 10}}) {
            VerificationOptions part =
                    new VerificationOptions(range[0], range[1], null, null, null, null, NOW, Sightings.NONE);
            assertThat(failures(campaign.verify(archive, part, Map.of("good", good, "early", early))))
                    .isEmpty();
            assertThat(failures(campaign.verify(archive, part, Map.of("forged", forged))))
                    .extracting(Finding::kind, Finding::object)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple(FindingKind.FORK, "forged"));
        }
    }

    @Test
    void aSegmentWhoseRetentionHasRunOutMayBeGone() throws Exception {
        SealedLog old = new SealedLog();
        old.start()
                .event("archive.checked", "", Map.of("retentionDays", 30))
                .calls(300)
                .seal();
        old.after(Duration.ofDays(40)).event("archive.checked", "", Map.of("retentionDays", 30));
        old.calls(300).seal();
        List<VerifierKey> key = List.of(old.signer.verifierKey());
        Instant later = old.now();
        VerificationOptions now = new VerificationOptions(
                0, Long.MAX_VALUE, null, null, null, null, java.time.InstantSource.fixed(later), Sightings.NONE);
        MemoryArchive marked = old.archive.copy();
        marked.mark(old.segments.getFirst());
        MemoryArchive gone = old.archive.copy();
        gone.remove(old.segments.getFirst());
        MemoryArchive tooSoon = old.archive.copy();
        tooSoon.remove(old.segments.getLast());
        for (MemoryArchive one : List.of(marked)) {
            VerificationReport report = new ArchiveVerifier(one, Progress.NONE, 1, now).verify(key, Map.of());
            assertThat(failures(report)).isEmpty();
            assertThat(report.logs().getFirst().findings())
                    .extracting(Finding::kind)
                    .contains(FindingKind.EXPIRED);
        }
        // The segment behind the gap is the only one that dates it, and it is younger.
        assertThat(failures(new ArchiveVerifier(gone, Progress.NONE, 1, now).verify(key, Map.of())))
                .isNotEmpty();
        assertThat(failures(new ArchiveVerifier(tooSoon, Progress.NONE, 1, now).verify(key, Map.of())))
                .isNotEmpty();
        VerificationOptions muchLater = new VerificationOptions(
                0,
                Long.MAX_VALUE,
                null,
                null,
                null,
                null,
                java.time.InstantSource.fixed(later.plus(Duration.ofDays(60))),
                Sightings.NONE);
        assertThat(failures(new ArchiveVerifier(gone, Progress.NONE, 1, muchLater).verify(key, Map.of())))
                .isEmpty();
    }
}
