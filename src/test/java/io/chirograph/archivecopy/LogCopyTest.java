package io.chirograph.archivecopy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.Archive;
import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.archive.ForwardingArchive;
import io.chirograph.archive.Layout;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.ReadOnlyArchive;
import io.chirograph.archive.Retention;
import io.chirograph.archive.RetentionStore;
import io.chirograph.archive.configured.Archives;
import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PackName;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.SealedLog.Kept;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// A log is carried from a store in memory to another, which ends puts, keeps locks and is looked at after each put.
class LogCopyTest {
    private static final Instant NOW = Instant.parse("2026-12-01T00:00:00Z");
    private static final Instant LATER = Instant.parse("2027-12-01T00:00:00Z");
    private static final String KEY = "0123456789abcdef".repeat(4);

    private final SealedLog log = new SealedLog();
    private final LockingTarget target = new LockingTarget(new MemoryArchive());

    LogCopyTest() throws Exception {
        // the log's key is the same in every test
    }

    private static UUID id(int call) {
        return new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0000L + call);
    }

    /// Four segments of two days, with packs, objects beside one, full tiles, and what a witness and a clock said.
    @BeforeEach
    void seal() throws Exception {
        log.start()
                .call(
                        id(1),
                        Kept.clear("request", "q"),
                        Kept.clear("response", "a").keyed(KEY))
                .seal();
        log.calls(140).seal();
        log.after(Duration.ofDays(1)).inlineUpTo(10);
        log.call(
                        id(2),
                        Kept.clear("request", "x".repeat(50)),
                        Kept.clear("response", "y".repeat(50)).keyed(KEY))
                .call(id(3), Kept.clear("request", "small").in("short"))
                .seal();
        log.calls(130).stop().seal();
        long size = log.size();
        String line = "— witness.example/w AAAAAQ==\n";
        log.archive.write(log.layout.cosignature(size, "00000001"), cosignature());
        log.archive.write(log.layout.refusal(size, "00000001"), line.getBytes(StandardCharsets.UTF_8));
    }

    /// A signature line whose key has the id 1: it is carried, not verified.
    private static byte[] cosignature() {
        byte[] signature = new byte[4 + 72];
        signature[3] = 1;
        return ("— witness.example/w " + Base64.getEncoder().encodeToString(signature) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private CopyTarget to(Archive source, Archive where) {
        return to(source, where, null, false, false);
    }

    private static CopyTarget to(
            Archive source, Archive where, @Nullable RetentionStore holds, boolean trial, boolean unlocked) {
        return new CopyTarget(
                source, where, new CopyTarget.Terms(null, holds, trial, unlocked, () -> NOW, Duration.ZERO));
    }

    private LogCopy.Copied carry(CopyTarget where) throws Exception {
        return carry(log.archive, where);
    }

    private LogCopy.Copied carry(Archive from, CopyTarget where) throws Exception {
        PublishedLog source = new PublishedLog(new ReadOnlyArchive(from), log.layout.logId());
        KeyHistory keys =
                new KeySearch(source).told(log.signer.verifierKey(), List.of()).orElseThrow();
        return new LogCopy(source, keys, where, Progress.NONE).run();
    }

    private LogReport verify(Archive archive) throws Exception {
        return new ArchiveVerifier(archive, Progress.NONE, 1, VerificationOptions.NONE.withPayloads())
                .examine(log.layout.logId(), List.of(log.signer.verifierKey()), Map.of());
    }

    private void assertSame(List<String> keys) {
        assertThat(target.objects.keys("")).containsExactlyElementsOf(keys);
        keys.forEach(key -> assertThat(target.objects.bytes(key)).as(key).isEqualTo(log.archive.bytes(key)));
    }

    @Test
    void everyObjectIsCarriedUnderItsNameAndTheCopyVerifies() throws Exception {
        CopyTarget where = to(log.archive, target);
        LogCopy.Copied copied = carry(where);
        assertThat(copied.size()).isEqualTo(log.size()).isEqualTo(copied.listed());
        assertThat(copied.checkpoints()).isEqualTo(4);
        assertSame(log.archive.keys(""));
        assertThat(verify(target).state()).isEqualTo(LogReport.State.HOLDS);
        assertThat(where.counts().put).isEqualTo(target.objects.keys("").size());
        int before = target.objects.keys("").size();
        CopyTarget again = to(log.archive, target);
        carry(again);
        assertThat(again.counts().put).isZero();
        assertThat(again.counts().there).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource(LockingTarget.Fault.class)
    void endedBetweenAnyTwoPutsItShowsNoCheckpointTooEarlyAndGoesOn(LockingTarget.Fault fault) throws Exception {
        int all = log.archive.keys("").size();
        for (int puts = 0; puts < all; puts++) {
            LockingTarget there = new LockingTarget(new MemoryArchive());
            there.failBehind(puts, fault);
            assertThatThrownBy(() -> carry(to(log.archive, there))).isInstanceOf(ArchiveUnavailableException.class);
            if (!there.objects.keys(log.layout.checkpoints()).isEmpty()) {
                LogReport report = verify(there);
                assertThat(report.state())
                        .as("after %d puts: %s", puts, report.findings())
                        .isEqualTo(LogReport.State.HOLDS);
            }
            there.failBehind(Integer.MAX_VALUE, fault);
            carry(to(log.archive, there));
            assertThat(there.objects.keys("")).containsExactlyElementsOf(log.archive.keys(""));
            assertThat(verify(there).state()).as("after %d puts", puts).isEqualTo(LogReport.State.HOLDS);
        }
    }

    @Test
    void aNameThatHoldsOtherBytesStopsItWithBothDigests() throws Exception {
        String key = log.segments.get(1);
        byte[] other = {1, 2, 3};
        target.objects.write(key, other);
        for (boolean trial : new boolean[] {true, false}) {
            assertThatThrownBy(() -> carry(to(log.archive, target, null, trial, false)))
                    .isInstanceOf(CopyStoppedException.class)
                    .hasMessageContaining(key)
                    .hasMessageContaining(Sha256.hex(other))
                    .hasMessageContaining(Sha256.hex(log.archive.bytes(key)));
        }
        assertThat(target.objects.bytes(key)).isEqualTo(other);
        assertThat(target.objects.keys(log.layout.checkpoint(log.size()))).isEmpty();
    }

    @Test
    void aTrialPutsNothing() throws Exception {
        target.objects.write(log.segments.getFirst(), log.archive.bytes(log.segments.getFirst()));
        CopyTarget where = to(log.archive, target, null, true, false);
        carry(where);
        assertThat(target.puts).isZero();
        assertThat(where.counts().there).isOne();
        assertThat(where.counts().put).isEqualTo(log.archive.keys("").size() - 1);
    }

    private List<String> mainKeys() {
        return List.of(
                log.segments.get(2),
                log.layout.checkpoint(log.size()),
                log.layout.tile("0/000"),
                log.packs.getFirst(),
                log.layout.cosignature(log.size(), "00000001"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"newer", "older", "hidden"})
    void ofSeveralVersionsTheOneThatAgreesWithTheSignedTreeIsCarried(String forged) throws Exception {
        MemoryArchive honest = log.archive.copy();
        for (String key : mainKeys()) {
            byte[] good = log.archive.bytes(key);
            if (forged.equals("older")) {
                log.archive.replace(key, "forged".getBytes(StandardCharsets.UTF_8));
                log.archive.write(key, good);
            } else if (forged.equals("newer")) {
                log.archive.write(key, "forged".getBytes(StandardCharsets.UTF_8));
            } else {
                log.archive.mark(key);
            }
        }
        carry(to(log.archive, target));
        honest.keys("")
                .forEach(key -> assertThat(target.objects.bytes(key)).as(key).isEqualTo(honest.bytes(key)));
        assertThat(verify(target).state()).isEqualTo(LogReport.State.HOLDS);
    }

    /// The same entries, compressed in another way, agree too: the first that was written is carried, at every run.
    @Test
    void ofTwoVersionsThatBothAgreeTheOldestIsCarried() throws Exception {
        String key = log.segments.getFirst();
        byte[] first = log.archive.bytes(key);
        log.archive.write(key, SealedLog.segment(log.entries(key)));
        carry(to(log.archive, target));
        assertThat(target.objects.bytes(key)).isEqualTo(first);
    }

    @Test
    void whatIsNoPartOfTheLogIsLeftBehind() throws Exception {
        List<String> honest = log.archive.keys("");
        String id = log.layout.logId();
        byte[] bytes = "hostile".getBytes(StandardCharsets.UTF_8);
        LocalDate day = LocalDate.of(2026, 11, 20);
        List<String> foreign = List.of(
                id + "/../../etc/passwd",
                id + "/events/dt=2026-11-21/../x",
                id + "//double",
                id + "/events/dt=2026-11-21/readme.txt",
                id + "/other/object",
                id + "/payloads/loose",
                id + "/payloads/standard/dt=2026-11-21/nonsense",
                id + "/tile/0/000.p/7",
                id + "/tile/0/x001/x234/567",
                id + "/cosignatures/0000000000000001/00000001",
                id + "/cosignatures/" + Layout.number(log.size()) + "/zzz",
                id + "/timestamps/zzz",
                id + "/checkpoints/latest",
                log.layout.checkpoint(log.size() + 5),
                log.layout.checkpoint(2),
                log.layout.segment(day, 0, 3),
                log.layout.segment(day, 3, 281),
                log.layout.segment(day, 9_999, 4),
                log.layout.segment(day, log.size(), 4),
                new PackName("standard", day, 0, 1).key(log.layout),
                new PackName("standard", LocalDate.of(2026, 11, 21), 9, 1).key(log.layout),
                new PackName("zzz", LocalDate.of(2026, 11, 22), 300, 1).key(log.layout),
                "other-log-00000000/checkpoints/0000000000000001");
        foreign.forEach(key -> log.archive.write(key, bytes));
        LogCopy.Copied copied = carry(to(log.archive, target));
        assertThat(copied.size()).isEqualTo(log.size());
        assertThat(copied.listed()).isEqualTo(log.size() + 5);
        assertSame(honest);
        assertThat(verify(target).state()).isEqualTo(LogReport.State.HOLDS);
        Remainder rest = Remainder.of(log.archive, target, id);
        assertThat(rest.names())
                .containsAnyElementsOf(foreign)
                .doesNotContainAnyElementsOf(honest)
                .hasSizeLessThan(50);
        assertThat(rest.behind()).isEqualTo(foreign.size() - 1);
        assertThat(rest.beyond()).isZero();
    }

    @Test
    void aCheckpointThatAnotherKeySignedIsNotCarried() throws Exception {
        Ed25519Signer stranger = log.key(77);
        String checkpoint = log.layout.checkpoint(log.size());
        byte[] good = log.archive.bytes(checkpoint);
        log.archive.replace(
                checkpoint,
                SignedNote.sign(SignedNote.parse(good).text(), stranger).bytes());
        LogCopy.Copied copied = carry(to(log.archive, target));
        assertThat(copied.size()).isLessThan(copied.listed());
        assertThat(verify(target).state()).isEqualTo(LogReport.State.HOLDS);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void aSourceThatDoesNotHoldStopsItBeforeTheCheckpoint(int which) throws Exception {
        String key = List.of(log.segments.get(2), log.layout.tile("0/001"), log.segments.getLast())
                .get(which);
        byte[] bytes = log.archive.bytes(key);
        bytes[bytes.length / 2] ^= 1;
        log.archive.replace(key, bytes);
        assertThatThrownBy(() -> carry(to(log.archive, target)))
                .isInstanceOf(CopyStoppedException.class)
                .hasMessageContaining("does not hold");
        assertThat(verify(target).findings()).extracting(Finding::kind).doesNotContain(FindingKind.ROOT_MISMATCH);
        assertThat(target.objects.keys(key)).isEmpty();
        assertThat(target.objects.keys(log.layout.checkpoint(log.size()))).isEmpty();
    }

    @Test
    void theTilesStandInForSegmentsThatHaveExpired() throws Exception {
        log.archive.remove(log.segments.get(0));
        log.archive.remove(log.segments.get(1));
        carry(to(log.archive, target));
        assertSame(log.archive.keys(""));
    }

    @Test
    void aLogWhoseKeyWasRotatedIsCarried() throws Exception {
        log.start()
                .calls(3)
                .rotate(5)
                .calls(4)
                .seal()
                .calls(300)
                .rotate(6)
                .stop()
                .seal();
        carry(to(log.archive, target));
        assertSame(log.archive.keys(""));
        assertThat(verify(target).state()).isEqualTo(LogReport.State.HOLDS);
    }

    // --- locks

    @Test
    void locksAreAsLongAndAsFirmAsTheSources() throws Exception {
        log.archive.lockAll(LockMode.COMPLIANCE, LATER);
        log.archive.lock(log.segments.getFirst(), LockMode.GOVERNANCE, LATER.plusSeconds(5));
        log.archive.lock(log.segments.get(1), LockMode.COMPLIANCE, NOW.minusSeconds(1));
        CopyTarget where = to(log.archive, target);
        carry(where);
        assertThat(target.locks.get(log.segments.getFirst()))
                .returns(LockMode.GOVERNANCE, ObjectLock::mode)
                .returns(LATER.plusSeconds(5), ObjectLock::retainUntil);
        assertThat(target.locks).doesNotContainKey(log.segments.get(1));
        assertThat(target.locks.get(log.segments.get(2))).returns(LATER, ObjectLock::retainUntil);
        assertThat(where.counts().locked).isEqualTo(target.objects.keys("").size() - 1);
    }

    @Test
    void whatIsConfiguredLengthensAndNeverShortens() throws Exception {
        log.archive.lockAll(LockMode.GOVERNANCE, LATER);
        Instant longer = LATER.plus(Duration.ofDays(100));
        var terms = new CopyTarget.Terms(
                (key, isLocked) -> new Retention(LockMode.COMPLIANCE, key.contains("/tile/") ? longer : NOW),
                null,
                false,
                false,
                () -> NOW,
                Duration.ZERO);
        carry(new CopyTarget(log.archive, target, terms));
        assertThat(target.locks.get(log.layout.tile("0/000"))).returns(longer, ObjectLock::retainUntil);
        assertThat(target.locks.values()).allSatisfy(lock -> {
            assertThat(lock.mode()).isEqualTo(LockMode.COMPLIANCE);
            assertThat(lock.retainUntil()).isAfterOrEqualTo(LATER);
        });
    }

    @Test
    void aLockThatIsShorterThereIsLengthened() throws Exception {
        carry(to(log.archive, target));
        target.objects
                .keys("")
                .forEach(key -> target.locks.put(
                        key, new ObjectLock(key, null, LockMode.GOVERNANCE, NOW.plusSeconds(60), false)));
        log.archive.lockAll(LockMode.COMPLIANCE, LATER);
        CopyTarget where = to(log.archive, target);
        carry(where);
        assertThat(where.counts().lengthened).isEqualTo(target.objects.keys("").size());
        assertThat(target.locks.values())
                .allSatisfy(lock -> assertThat(lock)
                        .returns(LockMode.COMPLIANCE, ObjectLock::mode)
                        .returns(LATER, ObjectLock::retainUntil));
    }

    @Test
    void aStoreThatForgetsALockOrDoesNotLengthenItStopsTheCopy() throws Exception {
        log.archive.lockAll(LockMode.COMPLIANCE, LATER);
        target.forgetsLocks = true;
        assertThatThrownBy(() -> carry(to(log.archive, target)))
                .isInstanceOf(CopyStoppedException.class)
                .hasMessageContaining("has no lock");
        log.archive.lockAll(LockMode.NONE, LATER);
        var configured = new CopyTarget.Terms(
                (key, isLocked) -> new Retention(LockMode.COMPLIANCE, LATER),
                null,
                false,
                false,
                () -> NOW,
                Duration.ZERO);
        LockingTarget forgetful = new LockingTarget(new MemoryArchive());
        forgetful.forgetsLocks = true;
        assertThatThrownBy(() -> carry(new CopyTarget(log.archive, forgetful, configured)))
                .isInstanceOf(CopyStoppedException.class)
                .hasMessageContaining("as configured");
        log.archive.lockAll(LockMode.COMPLIANCE, LATER);
        String first = target.objects.keys("").getFirst();
        target.locks.put(first, new ObjectLock(first, null, LockMode.COMPLIANCE, NOW.plusSeconds(60), false));
        target.deniesLengthening = true;
        assertThatThrownBy(() -> carry(to(log.archive, target)))
                .isInstanceOf(CopyStoppedException.class)
                .hasMessageContaining("AccessDenied");
        carry(to(log.archive, target, null, false, true));
        assertThat(verify(target).state()).isEqualTo(LogReport.State.HOLDS);
    }

    @Test
    void aDirectoryTakesLockedObjectsOnlyWhereSomebodySaysSo(@TempDir Path directory) throws Exception {
        log.archive.lockAll(LockMode.COMPLIANCE, LATER);
        Archive files = Archives.directory(directory);
        assertThatThrownBy(() -> carry(to(log.archive, files)))
                .isInstanceOf(CopyStoppedException.class)
                .hasMessageContaining("--without-locks");
        carry(to(log.archive, files, null, false, true));
        assertThat(verify(files).state()).isEqualTo(LogReport.State.HOLDS);
    }

    @Test
    void legalHoldsArePlacedWhereThatIsAllowedAndMissedWhereNot() throws Exception {
        String key = log.segments.get(2);
        Archive held = new ForwardingArchive(log.archive) {
            @Override
            public Optional<ObjectLock> lock(String of, @Nullable String version) {
                return Optional.of(new ObjectLock(of, version, LockMode.COMPLIANCE, LATER, of.equals(key)));
            }
        };
        CopyTarget without = to(held, target);
        carry(held, without);
        assertThat(without.counts().withoutHold).isEqualTo(key);
        List<String> placed = new ArrayList<>();
        RetentionStore manager = new RetentionStore() {
            @Override
            public Archive archive() {
                return target;
            }

            @Override
            public void hold(String of, @Nullable String version, boolean isHeld) {
                placed.add(of + isHeld);
            }

            @Override
            public void close() {
                // nothing is open
            }
        };
        CopyTarget with = to(held, target, manager, false, false);
        carry(held, with);
        assertThat(placed).containsExactly(key + true);
        assertThat(with.counts().withoutHold).isNull();
    }
}
