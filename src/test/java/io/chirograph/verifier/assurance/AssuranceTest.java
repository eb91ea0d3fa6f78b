package io.chirograph.verifier.assurance;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.LockMode;
import io.chirograph.standin.StandinTimeStamps;
import io.chirograph.tlog.note.Checkpoint;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.SignedNote;
import io.chirograph.tlog.policy.WitnessPolicy;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.verifier.ArchiveVerifier;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.options.LockRule;
import io.chirograph.verifier.options.Progress;
import io.chirograph.verifier.options.Sightings;
import io.chirograph.verifier.options.VerificationOptions;
import io.chirograph.verifier.report.LogReport;
import io.chirograph.verifier.report.ReportJson;
import io.chirograph.verifier.report.ReportText;
import io.chirograph.verifier.report.VerificationReport;
import io.chirograph.verifier.timestamp.TimeStampTrust;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A level is what the verification saw, and no forgery, no stranger and no empty policy raises it.
class AssuranceTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private final SealedLog log = new SealedLog();
    private final Cosigner witness = Cosigner.ofSeed("witness.example/one", seed(1));
    private final Cosigner stranger = Cosigner.ofSeed("witness.example/one", seed(2));
    private final StandinTimeStamps authority = new StandinTimeStamps(Instant.parse("2026-11-21T08:00:00Z"));
    private final Map<String, byte[]> known = new HashMap<>();
    private @Nullable WitnessPolicy policy;
    private @Nullable TimeStampTrust trust;
    private @Nullable LockRule locks;
    private long from;

    AssuranceTest() throws Exception {
        log.start().call("a").seal();
        log.call("b").stop().seal();
    }

    private static byte[] seed(int first) {
        return Arrays.copyOf(new byte[] {(byte) first}, 32);
    }

    private byte[] note(long size) {
        return log.archive.bytes(log.layout.checkpoint(size));
    }

    private void cosign(Cosigner by, long size) throws Exception {
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note(size)).text());
        log.archive.write(
                log.layout.cosignature(size, by.verifierKey().idHex()),
                (by.cosign(checkpoint, NOW.getEpochSecond()).line() + "\n").getBytes(UTF_8));
    }

    private void stamp(long size, byte[] over) throws Exception {
        log.archive.write(
                log.layout.timestamp(size), authority.stamp(over, log.now().plusSeconds(2)));
    }

    private void trustIt() throws Exception {
        trust = TimeStampTrust.in(List.of(authority.root()));
    }

    private void policy(String quorum) throws Exception {
        String text =
                "log " + log.key() + "\nwitness w1 " + witness.verifierKey().encode() + "\nquorum " + quorum + "\n";
        policy = WitnessPolicyParser.parse(text.getBytes(UTF_8));
    }

    private VerificationReport report() throws Exception {
        VerificationOptions demands = new VerificationOptions(
                from, Long.MAX_VALUE, policy, trust, null, locks, InstantSource.fixed(NOW), Sightings.NONE);
        return new ArchiveVerifier(log.archive, Progress.NONE, 2, demands)
                .verify(List.of(log.signer.verifierKey()), known);
    }

    private LogReport found() throws Exception {
        return report().logs().getFirst();
    }

    private Assurance assurance() throws Exception {
        LogReport report = found();
        assertThat(report.state()).as(report.findings().toString()).isEqualTo(LogReport.State.HOLDS);
        return Objects.requireNonNull(report.assurance());
    }

    private String lacks() throws Exception {
        return String.join("\n", assurance().lacks());
    }

    @Test
    void aLogAloneIsSelfAttestedAndSaysWhatItLacks() throws Exception {
        Assurance alone = assurance();
        assertThat(alone.level()).isEqualTo(AssuranceLevel.SELF_ATTESTED);
        assertThat(alone.size()).isEqualTo(6);
        assertThat(alone.seen()).isEmpty();
        assertThat(alone.statement()).contains("whoever holds the log's key could have rewritten");
        assertThat(lacks())
                .contains(
                        "no time stamp: no certificates",
                        "no quorum of witnesses: no policy",
                        "not monitored",
                        "store not locked, as far as is known: no lock was read back",
                        "never passed the gateway");
    }

    @Test
    void theReportsSayItInWordsAndAsJson() throws Exception {
        VerificationReport report = report();
        assertThat(ReportText.of(report, false, false))
                .contains(
                        "  assurance: self-attested up to size 6: whoever holds",
                        "    lacks: not monitored",
                        "  interruptions: none, as the log's own events say; whether export was late cannot be told");
        assertThat(ReportJson.of(null, 0, report)).contains("\"level\":\"self-attested\"", "\"exportTold\":false");
    }

    @Test
    void aTokenOverTheNewestCheckpointIsATimeStamp() throws Exception {
        stamp(6, note(6));
        assertThat(assurance().level()).isEqualTo(AssuranceLevel.SELF_ATTESTED); // nobody was trusted
        trustIt();
        assertThat(assurance().level()).isEqualTo(AssuranceLevel.TIME_STAMPED);
        assertThat(assurance().seen().getFirst().statement()).contains("CN=Stand-in TSA", "size 6");
        assertThat(lacks()).doesNotContain("no time stamp").contains("no quorum of witnesses");
    }

    @Test
    void aTokenOverAnEarlierCheckpointSaysNothingOfWhatCameBehind() throws Exception {
        trustIt();
        stamp(3, note(3));
        Assurance partly = assurance();
        assertThat(partly.level()).isEqualTo(AssuranceLevel.SELF_ATTESTED);
        assertThat(partly.seen()).extracting(Assurance.Seen::size).containsExactly(3L);
        assertThat(lacks()).contains("no time stamp covers events from position 3 on");
    }

    @Test
    void aTokenOverOtherBytesRaisesNothing() throws Exception {
        trustIt();
        stamp(6, note(3));
        LogReport report = found();
        assertThat(report.state()).isEqualTo(LogReport.State.FAILS);
        assertThat(report.assurance()).isNull();
    }

    @Test
    void aTokenOfAnAuthorityThatNobodyTrustsRaisesNothing() throws Exception {
        stamp(6, note(6));
        trust = TimeStampTrust.in(List.of(new StandinTimeStamps(Instant.parse("2026-11-21T08:00:00Z")).root()));
        assertThat(found().assurance()).isNull();
    }

    @Test
    void theQuorumOfAPolicyIsWitnessed() throws Exception {
        cosign(witness, 6);
        assertThat(assurance().level()).isEqualTo(AssuranceLevel.SELF_ATTESTED); // no policy was given
        policy("w1");
        assertThat(assurance().level()).isEqualTo(AssuranceLevel.WITNESSED);
        assertThat(assurance().seen().getFirst().statement()).contains("cosigned by w1");
        assertThat(lacks()).contains("not monitored", "store not locked").doesNotContain("no quorum");
    }

    @Test
    void aCosignatureByAnUnknownWitnessRaisesNothing() throws Exception {
        cosign(stranger, 6);
        policy("none");
        assertThat(assurance().level()).isEqualTo(AssuranceLevel.SELF_ATTESTED);
        assertThat(assurance().seen()).isEmpty();
        policy("w1");
        assertThat(found().assurance()).isNull(); // the quorum that was asked for is not there
    }

    @Test
    void aPolicyThatAsksForNobodyIsNoWitness() throws Exception {
        cosign(witness, 6);
        policy("none");
        assertThat(assurance().level()).isEqualTo(AssuranceLevel.SELF_ATTESTED);
    }

    private void everything() throws Exception {
        cosign(witness, 6);
        policy("w1");
        known.put("kept.txt", note(3));
        log.archive.lockAll(LockMode.COMPLIANCE, NOW.plusSeconds(86_400));
        locks = LockRule.of(LockMode.COMPLIANCE, null);
    }

    @Test
    void witnessedMonitoredAndLockedTakesAllThree() throws Exception {
        everything();
        Assurance most = assurance();
        assertThat(most.level()).isEqualTo(AssuranceLevel.WITNESSED_MONITORED_LOCKED);
        assertThat(lacks()).doesNotContain("monitored", "locked").contains("never passed the gateway");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no known checkpoint", "locks not read", "a lock that ended", "a part"})
    void oneOfThemMissingIsWitnessedAndNoMore(String missing) throws Exception {
        everything();
        switch (missing) {
            case "no known checkpoint" -> known.clear();
            case "locks not read" -> locks = null;
            case "a lock that ended" -> {
                // stored long ago, as the rule has it, and over by now
                locks = (key, stored) -> new io.chirograph.archive.Retention(LockMode.COMPLIANCE, NOW.minusSeconds(60));
                log.archive.lockAll(LockMode.COMPLIANCE, NOW.minusSeconds(1));
            }
            default -> from = 4;
        }
        assertThat(assurance().level()).isEqualTo(AssuranceLevel.WITNESSED);
    }

    @Test
    void locksOfModeGovernanceAreNone() throws Exception {
        everything();
        locks = LockRule.of(LockMode.GOVERNANCE, null);
        log.archive.lock(log.layout.checkpoint(3), LockMode.GOVERNANCE, NOW.plusSeconds(86_400));
        assertThat(assurance().level()).isEqualTo(AssuranceLevel.WITNESSED);
        assertThat(lacks()).contains("1 have none of mode COMPLIANCE");
    }

    @Test
    void aLogThatDoesNotHoldOrIsNotJudgedHasNoLevel() throws Exception {
        everything();
        log.archive.remove(log.segments.getFirst());
        assertThat(found().assurance()).isNull();
        assertThat(new ArchiveVerifier(log.archive, Progress.NONE, 2, VerificationOptions.NONE)
                        .verify(List.of(), Map.of())
                        .logs()
                        .getFirst()
                        .assurance())
                .isNull();
    }
}
