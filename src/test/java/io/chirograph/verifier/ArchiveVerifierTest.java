package io.chirograph.verifier;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.chirograph.archive.ArchiveUnavailableException;
import io.chirograph.tlog.TreeHasher;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.tile.TreeBuilder;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.Severity;
import io.chirograph.verifier.report.VerificationReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A sealed archive is damaged in one way, and the verifier says which way and where.
class ArchiveVerifierTest {
    private final SealedLog log = new SealedLog();

    ArchiveVerifierTest() throws Exception {
        // the log's key is the same in every test
    }

    /// 700 events in five segments over two days: two full tiles and a third begun.
    @BeforeEach
    void seal() throws Exception {
        log.checkpoint();
        log.start().calls(50).seal();
        log.calls(100).seal();
        log.calls(100).stop().seal();
        log.after(Duration.ofDays(1)).start().calls(60).seal();
        log.calls(38).stop().seal();
    }

    private VerificationReport verify() throws Exception {
        return new ArchiveVerifier(log.archive, Progress.NONE, 2, VerificationOptions.NONE)
                .verify(List.of(log.signer.verifierKey()), Map.of());
    }

    private LogReport only() throws Exception {
        VerificationReport report = verify();
        assertThat(report.logs()).hasSize(1);
        return report.logs().getFirst();
    }

    /// The one failure, and what it says; notices do not count.
    private Finding failure() throws Exception {
        LogReport report = only();
        assertThat(report.state()).isEqualTo(LogReport.State.FAILS);
        return report.findings().stream()
                .filter(finding -> finding.kind().severity() == Severity.FAILURE)
                .reduce((one, other) -> {
                    throw new AssertionError("several failures: " + report.findings());
                })
                .orElseThrow();
    }

    private void assertFailure(FindingKind kind, @Nullable String object, @Nullable Long position) throws Exception {
        Finding failure = failure();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.object()).isEqualTo(object);
        assertThat(failure.position()).isEqualTo(position);
    }

    private String checkpoint(long size) {
        return log.layout.checkpoint(size);
    }

    @Test
    void anUntouchedArchiveHolds() throws Exception {
        VerificationReport report = verify();

        LogReport found = report.logs().getFirst();
        assertThat(found.findings()).extracting(Finding::kind).containsExactly(FindingKind.STOPPED);
        assertThat(found.state()).isEqualTo(LogReport.State.HOLDS);
        assertThat(found.size()).isEqualTo(log.size()).isEqualTo(700);
        assertThat(found.examined()).isEqualTo(new LogReport.Counts(5, 700, 2, 6));
        assertThat(report.exitCode(false)).isZero();
        assertThat(report.exitCode(true)).isEqualTo(1);
    }

    @Test
    void withoutItsKeyALogIsNotJudged() throws Exception {
        VerificationReport report = new ArchiveVerifier(log.archive, Progress.NONE, 2, VerificationOptions.NONE)
                .verify(List.of(), Map.of());

        assertThat(report.exitCode(false)).isEqualTo(2);
        assertThat(report.logs().getFirst().signers())
                .containsExactly(log.origin() + "+" + log.signer.verifierKey().idHex());
    }

    @Test
    void anotherKeyOfTheSameNameIsALogThatIsAbsent() throws Exception {
        Ed25519Signer other = Ed25519Signer.ofSeed(log.origin(), Arrays.copyOf(new byte[] {7}, 32));

        VerificationReport report = new ArchiveVerifier(log.archive, Progress.NONE, 2, VerificationOptions.NONE)
                .verify(List.of(other.verifierKey()), Map.of());

        assertThat(report.exitCode(false)).isEqualTo(1);
        assertThat(report.logs())
                .extracting(LogReport::state)
                .containsExactlyInAnyOrder(LogReport.State.NO_KEY, LogReport.State.FAILS);
    }

    @Test
    void anEmptyArchiveCannotBeChecked() throws Exception {
        MemoryArchive empty = new MemoryArchive();

        assertThat(new ArchiveVerifier(empty, Progress.NONE, 2, VerificationOptions.NONE)
                        .verify(List.of(), Map.of())
                        .exitCode(false))
                .isEqualTo(2);
        assertThat(new ArchiveVerifier(empty, Progress.NONE, 2, VerificationOptions.NONE)
                        .verify(List.of(log.signer.verifierKey()), Map.of())
                        .exitCode(false))
                .isEqualTo(1);
    }

    @Test
    void aStoreThatIsAwayIsNoAnswer() {
        log.archive.failNext(1);

        assertThatThrownBy(this::verify).isInstanceOf(ArchiveUnavailableException.class);
    }

    @Test
    void aMissingSegmentIsTold() throws Exception {
        log.archive.remove(log.segments.get(1));

        assertFailure(FindingKind.SEGMENT_MISSING, log.segments.get(2), 101L);
    }

    @Test
    void theLastSegmentMissingIsTold() throws Exception {
        log.archive.remove(log.segments.get(4));

        assertFailure(FindingKind.SEGMENT_MISSING, null, 623L);
    }

    @Test
    void aSegmentUnderAnotherDateIsTold() throws Exception {
        String moved = log.segments.get(1).replace("2026-11-21", "2026-11-20");
        log.archive.rename(log.segments.get(1), moved);

        // Listed first it begins behind a gap, which the segment that belongs there then fills.
        assertThat(only().findings()).extracting(Finding::kind).contains(FindingKind.SEGMENT_MISPLACED);
        assertThat(verify().exitCode(false)).isEqualTo(1);
    }

    @Test
    void aSegmentMovedToTheEndIsMisplacedAndNotMissing() throws Exception {
        String moved = log.segments.get(1).replace("2026-11-21", "2026-11-23");
        log.archive.rename(log.segments.get(1), moved);

        assertFailure(FindingKind.SEGMENT_MISPLACED, moved, 101L);
    }

    @Test
    void aSegmentTwiceIsTold() throws Exception {
        String twice = log.segments.get(1).replace("2026-11-21", "2026-11-22");
        log.archive.write(twice, log.archive.bytes(log.segments.get(1)));

        assertFailure(FindingKind.SEGMENT_DUPLICATED, twice, 101L);
    }

    /// What an exporter leaves that stopped before it signed: it began where the log went on, and not as the log did.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "dt=2026-11-21/0000000000000101-1",
                "dt=2026-11-21/0000000000000101-500",
                "dt=2026-11-22/0000000000000101-7"
            })
    void aSegmentThatWasNeverPublishedDoesNotHideTheOneThatWas(String name) throws Exception {
        String left = log.layout.events() + name + ".jsonl.zst";
        log.archive.write(left, log.archive.bytes(log.segments.get(2)));

        FindingKind altered = FindingKind.SEGMENT_COUNT;
        assertThat(only().findings().stream().filter(finding -> finding.kind().severity() == Severity.FAILURE))
                .extracting(Finding::kind, Finding::object)
                .containsExactlyInAnyOrder(tuple(altered, left), tuple(FindingKind.SEGMENT_DUPLICATED, left));
    }

    @Test
    void aTruncatedSegmentIsTold() throws Exception {
        byte[] bytes = log.archive.bytes(log.segments.get(2));
        log.archive.replace(log.segments.get(2), Arrays.copyOf(bytes, bytes.length / 2));

        assertFailure(FindingKind.SEGMENT_TRUNCATED, log.segments.get(2), 301L);
    }

    @Test
    void aForeignObjectAmongTheSegmentsIsTold() throws Exception {
        String foreign = log.layout.events() + "dt=2026-11-21/extra.jsonl.zst";
        log.archive.write(foreign, log.archive.bytes(log.segments.get(1)));

        assertFailure(FindingKind.SEGMENT_MISNAMED, foreign, null);
    }

    @Test
    void anAlteredEventIsToldWithItsPlace() throws Exception {
        List<byte[]> entries = log.entries(log.segments.get(2));
        entries.set(
                4, new String(entries.get(4), UTF_8).replace("call-", "kall-").getBytes(UTF_8));
        log.archive.replace(log.segments.get(2), SealedLog.segment(entries));

        assertFailure(FindingKind.EVENT_ALTERED, log.segments.get(2), 305L);
    }

    @Test
    void anAlteredEventBehindTheLastTileIsARootThatDoesNotMatch() throws Exception {
        List<byte[]> entries = log.entries(log.segments.get(4));
        entries.set(
                70, new String(entries.get(70), UTF_8).replace("call-", "kall-").getBytes(UTF_8));
        log.archive.replace(log.segments.get(4), SealedLog.segment(entries));

        assertFailure(FindingKind.ROOT_MISMATCH, checkpoint(700), 623L);
    }

    @Test
    void swappedEventsAreReordered() throws Exception {
        List<byte[]> entries = log.entries(log.segments.get(1));
        Collections.swap(entries, 10, 20);
        log.archive.replace(log.segments.get(1), SealedLog.segment(entries));

        assertFailure(FindingKind.EVENT_REORDERED, log.segments.get(1), 111L);
    }

    @Test
    void aRemovedEventIsToldEvenWhenTheNumbersAgree() throws Exception {
        List<byte[]> entries = log.entries(log.segments.get(1));
        entries.remove(10);
        entries.add(log.bytes("log.heartbeat", "", Map.of()));
        log.archive.replace(log.segments.get(1), SealedLog.segment(entries));

        assertThat(only().findings())
                .extracting(Finding::kind, Finding::position)
                .contains(tuple(FindingKind.EVENT_REMOVED, 111L));
    }

    @Test
    void anInsertedEventIsToldEvenWhenTheNumbersAgree() throws Exception {
        List<byte[]> entries = log.entries(log.segments.get(1));
        entries.add(10, log.bytes("log.heartbeat", "", Map.of()));
        entries.removeLast();
        log.archive.replace(log.segments.get(1), SealedLog.segment(entries));

        assertThat(only().findings())
                .extracting(Finding::kind, Finding::position)
                .contains(tuple(FindingKind.EVENT_INSERTED, 111L));
    }

    @Test
    void anotherNumberOfEventsIsTold() throws Exception {
        List<byte[]> entries = log.entries(log.segments.get(1));
        entries.remove(10);
        log.archive.replace(log.segments.get(1), SealedLog.segment(entries));

        assertFailure(FindingKind.SEGMENT_COUNT, log.segments.get(1), 101L);
    }

    @Test
    void sealedEntriesThatAreNoEventsAreTold() throws Exception {
        byte[] spaced = new String(log.bytes("log.heartbeat", "", Map.of()), UTF_8)
                .replace("{\"data\"", "{ \"data\"")
                .getBytes(UTF_8);
        byte[] foreign = new String(log.bytes("log.heartbeat", "", Map.of()), UTF_8)
                .replace("//example.com", "//example.org")
                .getBytes(UTF_8);
        log.raw(spaced).raw(foreign).raw("{}".getBytes(UTF_8)).seal();

        assertThat(only().findings().stream().filter(one -> one.kind().severity() == Severity.FAILURE))
                .extracting(Finding::kind, Finding::position)
                .containsExactly(
                        tuple(FindingKind.EVENT_NOT_CANONICAL, 700L),
                        tuple(FindingKind.EVENT_FOREIGN, 701L),
                        tuple(FindingKind.EVENT_MALFORMED, 702L));
    }

    @Test
    void aSegmentUnderTheWrongDateIsToldThoughItFollows() throws Exception {
        String moved = log.segments.get(4).replace("2026-11-22", "2026-11-23");
        log.archive.rename(log.segments.get(4), moved);

        assertFailure(FindingKind.SEGMENT_MISPLACED, moved, 623L);
    }

    @Test
    void aMissingTileIsTold() throws Exception {
        String tile = log.layout.tile("0/001");
        log.archive.remove(tile);

        assertFailure(FindingKind.TILE_MISSING, tile, null);
    }

    @Test
    void anAlteredTileIsTold() throws Exception {
        String tile = log.layout.tile("0/001");
        byte[] bytes = log.archive.bytes(tile);
        bytes[32 * 9] ^= 1;
        log.archive.replace(tile, bytes);

        assertFailure(FindingKind.TILE_ALTERED, tile, 265L);
    }

    @Test
    void aShortTileIsTold() throws Exception {
        String tile = log.layout.tile("0/001");
        log.archive.replace(tile, Arrays.copyOf(log.archive.bytes(tile), 8191));

        assertFailure(FindingKind.TILE_ALTERED, tile, null);
    }

    @Test
    void aBadSignatureIsTold() throws Exception {
        byte[] note = log.archive.bytes(checkpoint(301));
        note[note.length - 10] = (byte) (note[note.length - 10] == 'A' ? 'B' : 'A');
        log.archive.replace(checkpoint(301), note);

        assertFailure(FindingKind.SIGNATURE_INVALID, checkpoint(301), 301L);
    }

    @Test
    void aCheckpointOfAnotherKeyIsTold() throws Exception {
        Ed25519Signer other = Ed25519Signer.ofSeed(log.origin(), Arrays.copyOf(new byte[] {7}, 32));
        Checkpoint forged = new Checkpoint(log.origin(), 301, TreeHasher.emptyRoot());
        log.archive.replace(
                checkpoint(301), SignedNote.sign(forged.text(), other).bytes());

        assertFailure(FindingKind.KEY_UNKNOWN, checkpoint(301), 301L);
    }

    @Test
    void aCheckpointUnderAnotherNameIsTold() throws Exception {
        log.archive.rename(checkpoint(301), checkpoint(300));

        assertThat(only().findings())
                .extracting(Finding::kind, Finding::object)
                .contains(
                        tuple(FindingKind.CHECKPOINT_MISNAMED, checkpoint(300)),
                        tuple(FindingKind.CHECKPOINT_MISSING, checkpoint(301)));
    }

    @Test
    void aMissingCheckpointAmongOthersIsTold() throws Exception {
        log.archive.remove(checkpoint(301));

        assertFailure(FindingKind.CHECKPOINT_MISSING, checkpoint(301), 301L);
    }

    @Test
    void aCheckpointThatIsNoneIsTold() throws Exception {
        log.archive.replace(checkpoint(700), "nothing".getBytes(UTF_8));

        LogReport report = only();
        assertThat(report.findings())
                .extracting(Finding::kind)
                .contains(FindingKind.CHECKPOINT_MALFORMED, FindingKind.OBJECT_UNPUBLISHED);
        assertThat(report.size()).isEqualTo(623);
    }

    @Test
    void aLogWithoutCheckpointsDoesNotHold() throws Exception {
        log.archive.keys(log.layout.checkpoints()).forEach(log.archive::remove);

        assertFailure(FindingKind.CHECKPOINT_MISSING, log.layout.checkpoints(), null);
    }

    @Test
    void aRewrittenHistoryUnderTheRightKeyDoesNotMatchTheEarlierRoots() throws Exception {
        List<byte[]> entries = log.entries(log.segments.get(0));
        entries.set(4, log.bytes("log.heartbeat", "", Map.of()));
        log.archive.replace(log.segments.get(0), SealedLog.segment(entries));
        forge(500, 700);

        LogReport report = only();
        assertThat(report.state()).isEqualTo(LogReport.State.FAILS);
        assertThat(report.findings())
                .extracting(Finding::kind, Finding::object)
                .contains(tuple(FindingKind.ROOT_MISMATCH, checkpoint(101)));
    }

    @Test
    void twoSignedRootsOfOneSizeAreAFork() throws Exception {
        log.archive.write(checkpoint(301), log.note(new Checkpoint(log.origin(), 301, TreeHasher.emptyRoot())));

        assertThat(only().findings())
                .extracting(Finding::kind, Finding::object)
                .contains(tuple(FindingKind.FORK, checkpoint(301)), tuple(FindingKind.SHADOWED, checkpoint(301)));
    }

    @Test
    void aShadowedSegmentIsReadAsItWasSealed() throws Exception {
        List<byte[]> entries = log.entries(log.segments.get(1));
        entries.set(3, log.bytes("log.heartbeat", "", Map.of()));
        log.archive.write(log.segments.get(1), SealedLog.segment(entries));

        assertFailure(FindingKind.SHADOWED, log.segments.get(1), null);
    }

    @Test
    void aDeleteMarkerHidesNothing() throws Exception {
        log.archive.mark(log.segments.get(1));
        assertFailure(FindingKind.SHADOWED, log.segments.get(1), null);
    }

    @Test
    void hiddenCheckpointsAtTheEndAreSeen() throws Exception {
        log.archive.mark(checkpoint(700));
        assertFailure(FindingKind.SHADOWED, checkpoint(700), null);
        assertThat(only().size()).isEqualTo(700);
    }

    @Test
    void anIdenticalSecondVersionIsANotice() throws Exception {
        String tile = log.layout.tile("0/000");
        log.archive.write(tile, log.archive.bytes(tile));
        log.archive.write(log.segments.get(1), log.archive.bytes(log.segments.get(1)));

        LogReport report = only();
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
        assertThat(report.findings())
                .filteredOn(finding -> finding.kind() == FindingKind.VERSION_IDENTICAL)
                .hasSize(2);
    }

    @Test
    void whatIsBeyondTheLastCheckpointIsANotice() throws Exception {
        log.calls(100).seal();
        log.archive.remove(checkpoint(900));

        LogReport report = only();
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
        assertThat(report.size()).isEqualTo(700);
        assertThat(report.findings())
                .extracting(Finding::kind, Finding::object)
                .contains(
                        tuple(FindingKind.OBJECT_UNPUBLISHED, log.segments.getLast()),
                        tuple(FindingKind.OBJECT_UNPUBLISHED, log.layout.tile("0/002")));
    }

    @Test
    void aTailCutOffIsSeenAgainstACheckpointFromOutside() throws Exception {
        byte[] kept = log.archive.bytes(checkpoint(700));
        byte[] middle = log.archive.bytes(checkpoint(301));
        log.archive.remove(checkpoint(700));
        log.archive.remove(log.segments.get(4));
        assertThat(only().state()).isEqualTo(LogReport.State.HOLDS);

        VerificationReport report = new ArchiveVerifier(log.archive, Progress.NONE, 2, VerificationOptions.NONE)
                .verify(List.of(log.signer.verifierKey()), Map.of("kept", kept, "middle", middle));

        assertThat(report.exitCode(false)).isEqualTo(1);
        assertThat(report.logs().getFirst().findings())
                .extracting(Finding::kind, Finding::object)
                .contains(tuple(FindingKind.TAIL_CUT, "kept"))
                .doesNotContain(tuple(FindingKind.FORK, "middle"));
    }

    @Test
    void aCheckpointFromOutsideThatDisagreesIsAFork() throws Exception {
        byte[] other = log.note(new Checkpoint(log.origin(), 650, TreeHasher.emptyRoot()));

        VerificationReport report = new ArchiveVerifier(log.archive, Progress.NONE, 2, VerificationOptions.NONE)
                .verify(List.of(log.signer.verifierKey()), Map.of("seen", other));

        assertThat(report.logs().getFirst().findings())
                .extracting(Finding::kind, Finding::object)
                .contains(tuple(FindingKind.FORK, "seen"));
        assertThat(report.exitCode(false)).isEqualTo(1);
    }

    @Test
    void severalLogsAreJudgedEachUnderItsKey() throws Exception {
        SealedLog second = new SealedLog(log.archive, "example.com/chirograph/gw-2");
        second.start().calls(5).stop().seal();
        log.archive.write("preflight/canary", new byte[0]);

        assertThat(verify().exitCode(false)).isEqualTo(2);
        VerificationReport both = new ArchiveVerifier(log.archive, Progress.NONE, 2, VerificationOptions.NONE)
                .verify(List.of(log.signer.verifierKey(), second.signer.verifierKey()), Map.of());
        assertThat(both.exitCode(false)).isZero();
        assertThat(both.logs()).hasSize(2);
    }

    /// Signs roots of the archived events, as one could who has the key.
    private void forge(long... sizes) throws Exception {
        TreeBuilder tree = TreeBuilder.empty();
        List<byte[]> all = new ArrayList<>();
        for (String segment : log.segments) {
            all.addAll(log.entries(segment));
        }
        for (byte[] entry : all) {
            tree.append(
                    TreeHasher.leaf(entry),
                    tile -> log.archive.replace(log.layout.tile(tile.id().path()), tile.bytes()));
            if (Arrays.stream(sizes).anyMatch(size -> size == tree.size())) {
                log.archive.replace(
                        checkpoint(tree.size()), log.note(new Checkpoint(log.origin(), tree.size(), tree.root())));
            }
        }
    }
}
