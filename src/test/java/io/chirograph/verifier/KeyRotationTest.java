package io.chirograph.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.publishedlog.KeySearch;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.KeyHistory;
import io.chirograph.tlog.note.MlDsa44Signer;
import io.chirograph.tlog.note.NoteSignature;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.Finding;
import io.chirograph.verifier.report.FindingKind;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.Severity;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What a verifier makes of a log whose signing key was rotated, and of one that only looks like it.
class KeyRotationTest {
    private SealedLog log = new SealedLog();
    private long first;
    private long second;

    KeyRotationTest() throws Exception {
        // the log's first key is the same in every test
    }

    @BeforeEach
    void seal() throws Exception {
        log = new SealedLog();
        log.start().calls(300).seal();
        log.calls(20).seal();
        log.calls(10).rotate(1);
        first = log.size();
        log.calls(30).seal();
        log.calls(5).rotate(2);
        second = log.size();
        log.calls(150).seal();
        log.calls(5).seal();
    }

    private LogReport verify(VerifierKey... keys) throws Exception {
        return new ArchiveVerifier(log.archive, Progress.NONE, 2, VerificationOptions.NONE)
                .verify(List.of(keys), Map.of())
                .logs()
                .getFirst();
    }

    private List<FindingKind> failures(VerifierKey... keys) throws Exception {
        return verify(keys).findings().stream()
                .map(Finding::kind)
                .filter(kind -> kind.severity() == Severity.FAILURE)
                .toList();
    }

    private VerifierKey key(int seed) throws Exception {
        return seed == 0 ? log.signer.verifierKey() : log.key(seed).verifierKey();
    }

    private void resign(long size, NoteSigner... signers) throws Exception {
        Checkpoint checkpoint = Checkpoint.parse(
                new String(log.archive.bytes(log.layout.checkpoint(size)), StandardCharsets.UTF_8).split("\n\n", 2)[0]
                        + "\n");
        log.archive.replace(
                log.layout.checkpoint(size),
                SignedNote.sign(checkpoint.text(), signers).bytes());
    }

    @Test
    void theFirstKeyIsEnough() throws Exception {
        LogReport report = verify(key(0));
        assertThat(report.findings()).isEmpty();
        assertThat(report.size()).isEqualTo(log.size());
        assertThat(report.keys()).containsExactly(key(0).encode(), key(1).encode(), key(2).encode());
        assertThat(failures(key(0), key(1), key(2))).isEmpty();
    }

    @Test
    void aLogThatEndsWithARotationHolds() throws Exception {
        log.rotate(3);
        assertThat(verify(key(0)).findings()).isEmpty();
        log.rotate(4);
        assertThat(verify(key(0)).findings()).isEmpty();
    }

    @Test
    void aLaterKeyJudgesEverythingButWhoSignedBefore() throws Exception {
        LogReport report = verify(key(1));
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(FindingKind.KEY_EARLIER);
        assertThat(report.findings().getFirst().found()).contains("2 checkpoints below size " + first);
        assertThat(verify(key(2)).findings())
                .singleElement()
                .extracting(Finding::found)
                .asString()
                .contains("4 checkpoints below size " + second);
        byte[] changed = log.archive.bytes(log.layout.checkpoint(601));
        changed[40] ^= 1;
        log.archive.replace(log.layout.checkpoint(601), changed);
        assertThat(failures(key(2))).isNotEmpty();
    }

    @Test
    void aSecondSignatureOfAnotherKindGoesAlongWithTheRotations() throws Exception {
        MlDsa44Signer also = MlDsa44Signer.generate(log.origin(), new SecureRandom());
        for (long size : new long[] {first, second - 11, second, log.size() - 10, log.size()}) {
            byte[] note = log.archive.bytes(log.layout.checkpoint(size));
            SignedNote signed = SignedNote.parse(note);
            List<NoteSignature> lines = new ArrayList<>(signed.signatures());
            lines.addAll(SignedNote.sign(signed.text(), also).signatures());
            log.archive.replace(log.layout.checkpoint(size), new SignedNote(signed.text(), lines).bytes());
        }
        assertThat(verify(key(0)).findings()).isEmpty();
        LogReport report = verify(also.verifierKey());
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(FindingKind.KEY_EARLIER);
        assertThat(report.findings().getFirst().found()).contains("2 checkpoints below size " + first);
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
    }

    /// Lets a second key sign along, over each checkpoint from one size on but those left out.
    private MlDsa44Signer alongside(long from, Long... without) throws Exception {
        MlDsa44Signer also = MlDsa44Signer.generate(log.origin(), new SecureRandom());
        for (long size : new PublishedLog(log.archive, log.layout.logId()).checkpointSizes(from - 1, 100)) {
            if (!Arrays.asList(without).contains(size)) {
                SignedNote signed = SignedNote.parse(log.archive.bytes(log.layout.checkpoint(size)));
                List<NoteSignature> lines = new ArrayList<>(signed.signatures());
                lines.addAll(SignedNote.sign(signed.text(), also).signatures());
                log.archive.replace(log.layout.checkpoint(size), new SignedNote(signed.text(), lines).bytes());
            }
        }
        return also;
    }

    @Test
    void bothKeysOfALogThatBothSignedAreGiven() throws Exception {
        VerifierKey also = alongside(0).verifierKey();
        for (VerifierKey[] keys : new VerifierKey[][] {{key(0), also}, {also, key(0)}}) {
            LogReport report = verify(keys);
            assertThat(report.findings()).isEmpty();
            assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
            assertThat(report.keys()).contains(key(0).encode(), key(2).encode(), also.encode());
        }
        assertThat(failures(also, key(1))).as("a later key and the second one").isEmpty();
    }

    @Test
    void theSecondKeyCameLater() throws Exception {
        LogReport report = verify(key(0), alongside(second).verifierKey());
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(FindingKind.KEY_EARLIER);
        assertThat(report.findings().getFirst().found()).contains("4 checkpoints below size " + second);
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
    }

    @Test
    void aSecondSignatureThatIsMissingIsAFailure() throws Exception {
        VerifierKey also = alongside(0, log.size()).verifierKey();
        assertThat(failures(key(0), also)).containsExactly(FindingKind.SECOND_SIGNATURE_MISSING);
        assertThat(failures(also, key(0))).containsExactly(FindingKind.SECOND_SIGNATURE_MISSING);
        seal();
        assertThat(failures(key(0), alongside(0, second).verifierKey()))
                .containsExactly(FindingKind.SECOND_SIGNATURE_MISSING);
        seal();
        VerifierKey never = alongside(log.size() + 1).verifierKey();
        assertThat(failures(key(0), never)).containsExactly(FindingKind.KEY_UNUSED);
        assertThat(failures(never, key(0))).containsExactly(FindingKind.KEY_UNUSED);
    }

    @Test
    void aPartOfALogIsToBearTheSecondSignatureOnItsNewestCheckpointToo() throws Exception {
        VerifierKey also = alongside(0, log.size()).verifierKey();
        VerificationOptions part = new VerificationOptions(
                first, second, null, null, null, null, java.time.InstantSource.system(), Sightings.NONE);
        LogReport report = new ArchiveVerifier(log.archive, Progress.NONE, 2, part)
                .verify(List.of(key(0), also), Map.of())
                .logs()
                .getFirst();
        assertThat(report.findings())
                .extracting(Finding::kind)
                .contains(FindingKind.SECOND_SIGNATURE_MISSING)
                .doesNotContain(FindingKind.KEY_UNUSED);
        assertThat(report.state()).isEqualTo(LogReport.State.FAILS);
    }

    @Test
    void aBadSecondSignatureRefusesTheCheckpoint() throws Exception {
        MlDsa44Signer also = alongside(0, log.size());
        SignedNote signed = SignedNote.parse(log.archive.bytes(log.layout.checkpoint(log.size())));
        List<NoteSignature> lines = new ArrayList<>(signed.signatures());
        byte[] bad =
                SignedNote.sign(signed.text(), also).signatures().getFirst().signature();
        bad[bad.length - 1] ^= 1;
        lines.add(new NoteSignature(log.origin(), also.verifierKey().id(), bad));
        log.archive.replace(log.layout.checkpoint(log.size()), new SignedNote(signed.text(), lines).bytes());
        assertThat(failures(key(0), also.verifierKey())).contains(FindingKind.SIGNATURE_INVALID);
    }

    @Test
    void aKeyOfAnotherOriginIsNotTheLogs() throws Exception {
        assertThat(verify(Ed25519Signer.ofSeed("example.org/gw-1", new byte[32]).verifierKey())
                        .state())
                .isEqualTo(LogReport.State.NO_KEY);
    }

    @Test
    void aRetiredKeyCountsForNothing() throws Exception {
        resign(log.size(), log.signer);
        LogReport report = verify(key(0));
        assertThat(report.findings()).extracting(Finding::kind).contains(FindingKind.RETIRED_KEY);
        assertThat(report.findings().stream()
                        .filter(one -> one.kind() == FindingKind.RETIRED_KEY)
                        .findFirst()
                        .orElseThrow()
                        .object())
                .isEqualTo(log.layout.checkpoint(log.size()));
        assertThat(report.size()).isLessThan(log.size());
    }

    @Test
    void aRetiredKeyInTheMiddleIsNamed() throws Exception {
        resign(second - 11, log.signer);
        LogReport report = verify(key(0));
        assertThat(report.findings()).extracting(Finding::kind).containsExactly(FindingKind.RETIRED_KEY);
        assertThat(report.findings().getFirst().position()).isEqualTo(second - 11);
    }

    @Test
    void anOldKeyThatGoesOnAfterItsOwnRotationIsNamed() throws Exception {
        log.signWith(log.key(2)).calls(3).rotate(3);
        long size = log.size();
        resign(size, log.key(2));
        assertThat(failures(key(0))).containsExactly(FindingKind.RETIRED_KEY);
        log.signWith(log.key(2)).calls(3).seal();
        assertThat(failures(key(0))).contains(FindingKind.RETIRED_KEY);
        assertThat(new KeySearch(new PublishedLog(log.archive, log.layout.logId()))
                        .proven(key(0))
                        .orElseThrow()
                        .keys())
                .hasSize(3);
    }

    @Test
    void aRotationThatTheOldKeyDidNotSignIsNone() throws Exception {
        resign(first, log.key(1));
        assertThat(failures(key(0))).containsExactly(FindingKind.ROTATION_UNENDORSED);
        assertThat(new KeySearch(new PublishedLog(log.archive, log.layout.logId()))
                        .proven(key(0))
                        .orElseThrow()
                        .keys())
                .hasSize(1);
    }

    @Test
    void aRotationWithoutItsCheckpointIsNone() throws Exception {
        log.archive.remove(log.layout.checkpoint(first));
        assertThat(failures(key(0)))
                .containsExactlyInAnyOrder(FindingKind.CHECKPOINT_MISSING, FindingKind.ROTATION_UNENDORSED);
    }

    @Test
    void aForgerWithAKeyOfHisOwnCannotRotateToIt() throws Exception {
        log.signWith(log.key(9)).rotate(8);
        log.calls(10).seal();
        assertThat(failures(key(0))).isNotEmpty();
        assertThat(new KeySearch(new PublishedLog(log.archive, log.layout.logId()))
                        .proven(key(0))
                        .orElseThrow()
                        .keys())
                .hasSize(3);
    }

    @Test
    void aGivenKeyThatHasNotSignedIsAFailure() throws Exception {
        assertThat(failures(key(0), key(7))).containsExactly(FindingKind.KEY_UNUSED);
    }

    @Test
    void whatARevokedKeySignedIsBelievedOnlyUnderItsSuccessor() throws Exception {
        long good = log.size();
        log.calls(2).seal();
        log.calls(2).seal();
        log.calls(2).rotate(3, Map.of("revokedFrom", good));
        LogReport report = verify(key(0));
        assertThat(report.state()).isEqualTo(LogReport.State.HOLDS);
        assertThat(report.findings())
                .extracting(Finding::kind, Finding::position)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(FindingKind.KEY_REVOKED_COVERED, good + 4),
                        org.assertj.core.groups.Tuple.tuple(FindingKind.KEY_REVOKED_COVERED, good + 8));
        log.calls(2).seal();
        assertThat(verify(key(0)).state()).isEqualTo(LogReport.State.HOLDS);
    }

    @Test
    void aThiefsTailIsToldApartOnceTheKeyIsRevoked() throws Exception {
        SealedLog thief = new SealedLog();
        thief.start().calls(4).seal();
        long stolen = thief.size();
        thief.calls(3).seal();
        byte[] forged = thief.archive.bytes(thief.layout.checkpoint(thief.size()));
        SealedLog own = new SealedLog();
        own.start().calls(4).seal();
        own.calls(2).rotate(1, Map.of("revokedFrom", stolen));
        own.calls(5).seal();
        LogReport report = new ArchiveVerifier(own.archive, Progress.NONE, 1, VerificationOptions.NONE)
                .verify(List.of(own.signer.verifierKey()), Map.of("seen elsewhere", forged))
                .logs()
                .getFirst();
        assertThat(report.findings()).extracting(Finding::kind).contains(FindingKind.RETIRED_KEY);
        assertThat(report.state()).isEqualTo(LogReport.State.FAILS);
    }

    @Test
    void theSearchFindsTheKeysWithFewRequests() throws Exception {
        PublishedLog published = new PublishedLog(log.archive, log.layout.logId());
        int before = log.archive.requests();
        KeyHistory keys = new KeySearch(published).proven(key(0)).orElseThrow();
        assertThat(keys.rotations()).extracting(KeyHistory.Rotation::position).containsExactly(first - 1, second - 1);
        assertThat(log.archive.requests() - before).isLessThan(200);
        assertThat(keys.open(log.archive.bytes(log.layout.checkpoint(log.size())))
                        .size())
                .isEqualTo(log.size());
        assertThat(new KeySearch(published).proven(key(2)).orElseThrow().from()).isEqualTo(second);
        assertThat(new KeySearch(published).proven(key(6))).isEmpty();
    }

    @Test
    void aChangedRotationEventIsFoundAsWhatItIs() throws Exception {
        String segment = log.segments.get(2);
        List<byte[]> entries = log.entries(segment);
        byte[] event = entries.getLast();
        String text = new String(event, StandardCharsets.UTF_8).replace(key(1).encode(), key(9).encode());
        entries.set(entries.size() - 1, text.getBytes(StandardCharsets.UTF_8));
        assertThat(Arrays.equals(event, entries.getLast())).isFalse();
        log.archive.replace(segment, SealedLog.segment(entries));
        assertThat(failures(key(0))).contains(FindingKind.ROOT_MISMATCH, FindingKind.KEY_UNKNOWN);
        assertThat(failures(key(0), key(1)))
                .containsExactlyInAnyOrder(FindingKind.EVENT_ALTERED, FindingKind.ROTATION_UNENDORSED);
    }
}
