package io.chirograph.metalog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.query.api.LogReader;
import io.chirograph.query.evidence.EvidenceBounds;
import io.chirograph.query.evidence.EvidenceMaker;
import io.chirograph.query.evidence.EvidenceQuestion;
import io.chirograph.query.index.FollowedLog;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.IndexStore;
import io.chirograph.query.index.LogIndexer;
import io.chirograph.query.index.TestIndex;
import io.chirograph.query.index.TestLog;
import io.chirograph.query.lookup.IndexReader;
import io.chirograph.support.digest.Sha256;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.Ed25519Signer;
import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.tlog.policy.WitnessPolicyParser;
import io.chirograph.verifier.SecondVerifier;
import io.chirograph.verifier.assurance.AssuranceLevel;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.verifier.bundle.BundleFinding;
import io.chirograph.verifier.bundle.BundleReport;
import io.chirograph.verifier.bundle.BundleVerifier;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Evidence that proves event, log and meta log, judged by both verifiers.
class MetaLogEvidenceTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    @TempDir
    private Path directory;

    private final MetaLogs made = new MetaLogs(2);
    private final VerifierKey metaLog = made.signer.verifierKey();

    MetaLogEvidenceTest() throws Exception {}

    private interface Asking {
        Bundle of(EvidenceMaker maker) throws Exception;
    }

    private byte[] evidence(Asking asking) throws Exception {
        FollowedLogs logs = FollowedLogs.of(made.keys(), made.archive);
        try (IndexStore index = TestIndex.open(directory.resolve("index"))) {
            for (FollowedLog log : logs.logs()) {
                LogIndexer indexer = new LogIndexer(log, index);
                while (indexer.step().events() > 0) {
                    // to the end
                }
            }
            LogReader reader = new LogReader(new IndexReader(index, logs), logs.logs());
            return bytes(asking.of(
                    new EvidenceMaker(reader, made.archive, made.clock, EvidenceBounds.USUAL, made.reader())));
        }
    }

    private static byte[] bytes(Bundle bundle) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bundle.write(out);
        return out.toByteArray();
    }

    private BundleReport judge(byte[] zip, @Nullable VerifierKey given, @Nullable String policy) throws Exception {
        SECOND.evidence(zip, made.keys(), policy, given);
        var read = policy == null ? null : WitnessPolicyParser.parse(policy.getBytes(UTF_8));
        return new BundleVerifier(made.keys(), read, null, given).verify(zip);
    }

    private static List<String> codes(BundleReport report) {
        return report.findings().stream()
                .map(BundleFinding::problem)
                .filter(problem -> problem.failure())
                .map(problem -> problem.code())
                .toList();
    }

    /// Calls before and behind the newest round.
    private UUID covered() throws Exception {
        UUID call = made.logs.getFirst().ok(Map.of());
        made.grow(3);
        made.writer().round();
        return call;
    }

    @Test
    void anEventIsProvedUpToTheMetaLog() throws Exception {
        UUID call = covered();
        made.grow(1);
        byte[] zip = evidence(maker -> maker.call(call).orElseThrow());
        BundleReport report = judge(zip, metaLog, null);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(report.shown())
                .anyMatch(line -> line.startsWith("checkpoint 8 of " + made.id(0) + " is entry 0 of meta log "
                        + MetaLogs.ORIGIN + " of size 2, root "));
        BundleReport without = judge(zip, null, null);
        assertThat(without.exitCode(false)).isZero();
        assertThat(without.toString()).contains("meta-log-not-checked");
        assertThat(codes(judge(
                        zip,
                        Ed25519Signer.generate(MetaLogs.ORIGIN, new SecureRandom())
                                .verifierKey(),
                        null)))
                .containsExactly("meta-log-invalid", "meta-log-missing");
        assertThat(codes(judge(zip, made.keys().getFirst(), null)))
                .containsExactly("meta-log-invalid", "meta-log-missing");
    }

    @Test
    void aPopulationIsProvedLogByLog() throws Exception {
        covered();
        byte[] zip = evidence(maker -> maker.population(EvidenceQuestion.parse("{\"query\":{}}".getBytes(UTF_8))));
        BundleReport report = judge(zip, metaLog, null);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(report.shown())
                .filteredOn(line -> line.contains(" of meta log "))
                .hasSize(2);
    }

    @Test
    void anEventBehindTheNewestRoundIsNotShownToBeCovered() throws Exception {
        covered();
        UUID late = made.logs.getFirst().ok(Map.of());
        made.grow(1);
        byte[] zip = evidence(maker -> maker.call(late).orElseThrow());
        assertThat(judge(zip, null, null).exitCode(false)).isZero();
        assertThat(codes(judge(zip, metaLog, null))).containsExactly("meta-log-missing");
    }

    /// Who cosigned the meta log cosigned what it covers.
    @Test
    void witnessesOfTheMetaLogStandForItsLogs() throws Exception {
        UUID call = covered();
        Cosigner witness = Cosigner.ofSeed("witness.example", new byte[32]);
        String policy = "witness one " + witness.verifierKey().encode() + "\nquorum one\n";
        byte[] before = evidence(maker -> maker.call(call).orElseThrow());
        assertThat(codes(judge(before, metaLog, policy))).containsExactly("quorum-not-met");
        cosign(witness);
        made.grow(1);
        made.writer().round();
        byte[] zip = evidence(maker -> maker.call(call).orElseThrow());
        BundleReport report = judge(zip, metaLog, policy);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(report.shown()).anyMatch(line -> line.contains("of meta log") && line.contains("one"));
        assertThat(report.assurances().getFirst().assurance().level()).isEqualTo(AssuranceLevel.WITNESSED);
        assertThat(codes(judge(zip, null, policy))).containsExactly("quorum-not-met");
    }

    private void cosign(Cosigner witness) throws Exception {
        var round = made.reader().newest().orElseThrow();
        var layout = made.reader().published().layout();
        made.archive.write(
                layout.cosignature(round.size(), witness.verifierKey().idHex()),
                io.chirograph.tlog.note.Cosignature.encode(
                        witness.cosign(round.checkpoint(), made.clock.instant().getEpochSecond())));
    }

    /// With the container and its digests made anew.
    @Test
    void noByteOfWhatTheMetaLogSaysCanChange() throws Exception {
        UUID call = covered();
        byte[] zip = evidence(maker -> maker.call(call).orElseThrow());
        for (String name : List.of("covered.json", "covered.tlog-proof")) {
            String entry = "logs/" + made.id(0) + "/0000000000000008/" + name;
            byte[] content = Bundle.parse(zip).get(entry).orElseThrow();
            for (int i = 0; i < content.length; i++) {
                byte[] changed = content.clone();
                changed[i] ^= 1;
                byte[] bad = with(zip, entry, changed);
                BundleReport report = new BundleVerifier(made.keys(), null, null, metaLog).verify(bad);
                assertThat(codes(report)).as(name + " byte " + i).contains("meta-log-invalid");
                if (i % 16 == 0) {
                    SECOND.evidence(bad, made.keys(), null, metaLog);
                }
            }
            byte[] gone = with(zip, entry, null);
            assertThat(codes(judge(gone, metaLog, null))).contains("meta-log-invalid", "meta-log-missing");
        }
    }

    /// The other log's entry and its proof, both good.
    @Test
    void anEntryAboutAnotherLogProvesNothing() throws Exception {
        UUID call = covered();
        byte[] zip = evidence(maker -> maker.call(call).orElseThrow());
        byte[] other = evidence(maker -> maker.population(EvidenceQuestion.parse("{\"query\":{}}".getBytes(UTF_8))));
        byte[] bad = zip;
        for (String name : List.of("covered.json", "covered.tlog-proof")) {
            byte[] theirs = Bundle.parse(other)
                    .get("logs/" + made.id(1) + "/0000000000000006/" + name)
                    .orElseThrow();
            bad = with(bad, "logs/" + made.id(0) + "/0000000000000008/" + name, theirs);
        }
        assertThat(codes(judge(bad, metaLog, null))).containsExactly("meta-log-invalid", "meta-log-missing");
    }

    private static byte[] with(byte[] zip, String name, byte @Nullable [] content) throws Exception {
        TreeMap<String, byte[]> entries = new TreeMap<>(Bundle.parse(zip).entries());
        entries.remove(name);
        if (content != null) {
            entries.put(name, content);
        }
        StringBuilder sums = new StringBuilder();
        entries.forEach((one, bytes) -> {
            if (!one.equals("SHA256SUMS")) {
                sums.append(Sha256.hex(bytes)).append("  ").append(one).append('\n');
            }
        });
        entries.put("SHA256SUMS", sums.toString().getBytes(UTF_8));
        return bytes(new Bundle(entries));
    }

    /// Logs of the meta log's own kind, with entries that no writer makes.
    @Test
    void whatIsNoHonestMetaLogIsNamed() throws Exception {
        made.grow(1);
        made.grow(1);
        List<String> notes = made.archive.keys(made.id(0) + "/checkpoints/").stream()
                .map(key -> new String(made.archive.bytes(key), UTF_8))
                .toList();
        String other = new String(
                made.archive.bytes(
                        made.archive.keys(made.id(1) + "/checkpoints/").getLast()),
                UTF_8);
        assertThat(judged(notes.get(0), notes.get(1), other)).isEmpty();
        assertThat(judged(notes.get(1), notes.get(0), other)).containsExactly("covered-regressed");
        assertThat(judged(notes.get(1))).containsExactly("covered-missing");
        assertThat(judged(notes.get(1), other, "no checkpoint\n")).containsExactly("covered-invalid");
        assertThat(judged(notes.get(1), other, notes.get(1).replace("gw-1\n4\n", "gw-1\n5\n")))
                .containsExactly("covered-invalid");
        String signed = notes.get(1).substring(notes.get(1).indexOf("\n\n"));
        assertThat(judged(other, other.substring(0, other.indexOf("\n\n")) + signed, notes.get(1)))
                .containsExactly("covered-invalid");
    }

    private List<String> judged(String... notes) throws Exception {
        TestLog meta = new TestLog(made.archive, MetaLogs.ORIGIN, made.signer.pkcs8());
        for (String note : notes) {
            String origin = note.substring(0, note.indexOf('\n'));
            String id = origin.endsWith("gw-2") ? made.id(1) : made.id(0);
            meta.fact(new io.chirograph.event.facts.LogLife.Covered(id, note, MetaLogs.INTERVAL));
        }
        meta.publish();
        try {
            var report = made.verify();
            assertThat(report.logs())
                    .allMatch(log -> log.findings().stream()
                            .noneMatch(finding ->
                                    finding.kind().severity() == io.chirograph.verifier.report.Severity.FAILURE));
            return MetaLogs.failures(report);
        } finally {
            made.archive.keys(made.id() + "/").forEach(made.archive::remove);
        }
    }
}
