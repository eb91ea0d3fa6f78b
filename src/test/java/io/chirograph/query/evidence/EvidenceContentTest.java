package io.chirograph.query.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.Requirements;
import io.chirograph.archive.Archive;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.Retention;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.publishedlog.PackRecord;
import io.chirograph.query.api.AuditServer;
import io.chirograph.support.digest.Sha256;
import io.chirograph.verifier.SealedLog;
import io.chirograph.verifier.SealedLog.Kept;
import io.chirograph.verifier.SecondVerifier;
import io.chirograph.verifier.bundle.Bundle;
import io.chirograph.verifier.bundle.BundleFinding;
import io.chirograph.verifier.bundle.BundleProblem;
import io.chirograph.verifier.bundle.BundleReport;
import io.chirograph.verifier.bundle.BundleVerifier;
import io.chirograph.verifier.bundle.ByHand;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/// Evidence with content: who gets it, what it holds, and how it is judged.
class EvidenceContentTest {
    @RegisterExtension
    static final SecondVerifier SECOND = new SecondVerifier();

    private static final String KEY = "c0ffee00".repeat(8);
    private static final byte[] BINARY = {0, -1, 13, 10, 0};
    private static final UUID BOTH = id(1);
    private static final UUID SEALED = id(2);
    private static final UUID LARGE = id(3);
    private static final UUID DIGEST = id(4);
    private static final UUID GONE = id(5);
    private static final UUID CHANGED = id(6);

    @TempDir
    private static Path data;

    @TempDir
    private static Path scratch;

    private static SealedLog log;
    private static Archive archive;
    private static AuditServer server;
    private static String reader;

    private static UUID id(int call) {
        return new UUID(0x0190_0000_0000_7000L, 0xa000_0000_0000_0000L + call);
    }

    @BeforeAll
    static void start() throws Exception {
        log = new SealedLog().inlineUpTo(1000);
        log.start();
        log.call(
                BOTH,
                Kept.clear("request", "what?\n"),
                Kept.clear("response", "that \u2026").keyed(KEY));
        log.call(SEALED, new Kept("response", "standard", "encrypted", BINARY, null, List.of()));
        log.call(LARGE, Kept.clear("request", "x".repeat(5000)));
        log.event("ai.call.started", DIGEST.toString(), Map.of("callId", DIGEST.toString()));
        log.seal();
        log.call(GONE, Kept.clear("request", "gone").in("short"));
        log.call(CHANGED, Kept.clear("request", "changed").in("other"));
        log.seal();
        archive = Archives.directory(data.resolve("archive"));
        for (String key : log.archive.keys("")) {
            if (key.contains("/short/")) {
                continue;
            }
            byte[] bytes = log.archive.bytes(key);
            if (key.contains("/other/")) {
                PackRecord one = log.records(key).getFirst();
                bytes = SealedLog.packOf(List.of(new PackRecord(one.head(), one.position(), "CHANGED", null, null)));
            }
            archive.put(key, bytes, new Retention(LockMode.NONE, Instant.EPOCH.plusSeconds(1)));
        }
        server = AuditServer.start(data, log.key());
        Awaitility.await().until(() -> server.text("GET", "logs").body().contains("\"size\":" + log.size() + ","));
        reader = token("auditor", "payload-reader");
    }

    @AfterAll
    static void stop() {
        server.close();
        archive.close();
    }

    private static String token(String... roles) throws Exception {
        ECKey key = ECKey.parse(Files.readString(data.resolve("dev/operator-key.json")));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("chirograph-development")
                        .audience("chirograph")
                        .subject("ann")
                        .claim("roles", List.of(roles))
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private static String question(UUID call, boolean content) {
        return "{\"ids\":[\"" + call + "\"]" + (content ? ",\"content\":true}" : "}");
    }

    private static byte[] evidence(String body) throws Exception {
        HttpResponse<byte[]> answer = server.as(reader, "POST", "evidence", body);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return answer.body();
    }

    private static BundleReport judge(byte[] zip) {
        SECOND.evidence(zip, List.of(log.signer.verifierKey()), null);
        return new BundleVerifier(List.of(log.signer.verifierKey()), null, null).verify(zip);
    }

    private static byte[] entry(byte[] zip, UUID call, String part) throws Exception {
        return Bundle.parse(zip).get("content/" + call + "/" + part).orElseThrow();
    }

    private static List<BundleProblem> failures(byte[] zip) {
        return judge(zip).findings().stream()
                .map(BundleFinding::problem)
                .filter(BundleProblem::failure)
                .toList();
    }

    @Test
    void theStoredBytesComeAlongAndAreJudged() throws Exception {
        byte[] zip = evidence(question(BOTH, true));
        assertThat(judge(zip).exitCode(false)).as(judge(zip).toString()).isZero();
        assertThat(judge(zip).shown()).anyMatch(line -> line.startsWith("2 of 2 contents that the events name"));
        assertThat(entry(zip, BOTH, "request")).isEqualTo("what?\n".getBytes(UTF_8));
        assertThat(entry(zip, BOTH, "response")).isEqualTo("that \u2026".getBytes(UTF_8));
        assertThat(new String(entry(zip, BOTH, "response.head"), UTF_8)).contains(KEY);

        assertThat(entry(evidence(question(SEALED, true)), SEALED, "response")).isEqualTo(BINARY);
        assertThat(entry(evidence(question(LARGE, true)), LARGE, "request"))
                .isEqualTo("x".repeat(5000).getBytes(UTF_8));
        byte[] without = evidence(question(DIGEST, true));
        assertThat(judge(without).exitCode(false)).isZero();
        assertThat(Bundle.parse(without).names()).noneMatch(name -> name.startsWith("content/"));
    }

    @Test
    void notAskedForItIsAsItWas() throws Exception {
        byte[] zip = evidence(question(BOTH, false));
        assertThat(judge(zip).exitCode(false)).isZero();
        assertThat(Bundle.parse(zip).names()).noneMatch(name -> name.startsWith("content/"));
        assertThat(new String(Bundle.parse(zip).get("manifest.json").orElseThrow(), UTF_8))
                .doesNotContain("\"content\"");
        assertThat(new String(Bundle.parse(zip).get("VERIFY.md").orElseThrow(), UTF_8))
                .doesNotContain("## The content");
        EvidenceMaker maker = new EvidenceMaker(
                server.logs(), archive, Clock.fixed(Instant.EPOCH, ZoneOffset.UTC), EvidenceBounds.USUAL);
        byte[] plain = "{\"query\":{}}".getBytes(UTF_8);
        byte[] said = "{\"query\":{},\"content\":false}".getBytes(UTF_8);
        assertThat(bytes(maker.population(EvidenceQuestion.parse(said))))
                .isEqualTo(bytes(maker.population(EvidenceQuestion.parse(plain))));
    }

    @Test
    void onlyAReaderOfContentGetsIt() throws Exception {
        HttpResponse<byte[]> refused = server.as(token("auditor"), "POST", "evidence", question(BOTH, true));
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(new String(refused.body(), UTF_8)).contains("role-missing").doesNotContain("what?");
        assertThat(server.as(token("auditor"), "POST", "evidence", question(BOTH, false))
                        .statusCode())
                .isEqualTo(200);
        server.recorded().takeReads();
        evidence(question(BOTH, true));
        assertThat(server.recorded().takeReads())
                .extracting(AuditRead::query)
                .singleElement()
                .satisfies(asked -> assertThat(asked.get("content")).isEqualTo(true));
        HttpResponse<byte[]> bad = server.as(reader, "POST", "evidence", "{\"query\":{},\"content\":\"yes\"}");
        assertThat(bad.statusCode()).isEqualTo(400);
        assertThat(new String(bad.body(), UTF_8)).contains("bad-value").contains("\"content\"");
    }

    @Test
    void whatIsNotThereOrNotWhatWasSealedIsSaidToBeMissing() throws Exception {
        byte[] zip = evidence("{\"query\":{},\"content\":true}");
        BundleReport report = judge(zip);
        assertThat(report.exitCode(false)).as(report.toString()).isZero();
        assertThat(report.shown()).anyMatch(line -> line.startsWith("4 of 6 contents"));
        assertThat(report.findings())
                .filteredOn(one -> one.problem() == BundleProblem.CONTENT_NOT_HERE)
                .extracting(BundleFinding::detail)
                .containsExactly(
                        "the request of call " + GONE + " is not here; of the archive it is said: absent",
                        "the request of call " + CHANGED + " is not here; of the archive it is said: damaged");
        assertThat(report.exitCode(true)).isEqualTo(1);
    }

    @Test
    void aForgerIsFound() throws Exception {
        byte[] zip = evidence(question(BOTH, true));
        String request = "content/" + BOTH + "/request";
        String response = "content/" + BOTH + "/response";
        assertThat(failures(forged(zip, request, "what!\n".getBytes(UTF_8))))
                .containsExactly(BundleProblem.CONTENT_MISMATCH);
        assertThat(failures(forged(zip, request, new byte[0]))).containsExactly(BundleProblem.ENTRY_MISSING);
        assertThat(failures(forged(zip, request + ".head", new byte[0]))).contains(BundleProblem.ENTRY_MISSING);
        assertThat(failures(forged(zip, request + ".head", "{}".getBytes(UTF_8))))
                .containsExactly(BundleProblem.CONTENT_MISMATCH);
        assertThat(failures(forged(zip, response + ".head", replaced(zip, response + ".head", KEY, "d".repeat(64)))))
                .containsExactly(BundleProblem.CONTENT_MISMATCH);
        assertThat(failures(forged(zip, response + ".head", replaced(zip, response + ".head", "clear", "redacted"))))
                .containsExactly(BundleProblem.CONTENT_MISMATCH);
        assertThat(failures(forged(zip, "content/" + SEALED + "/request", BINARY)))
                .containsExactly(BundleProblem.ENTRY_UNEXPECTED);
        byte[] plain = evidence(question(BOTH, false));
        assertThat(failures(forged(plain, request, "what?\n".getBytes(UTF_8))))
                .containsExactly(BundleProblem.ENTRY_UNEXPECTED);
        byte[] listed = replaced(
                zip,
                "manifest.json",
                "\"absent\":[]",
                "\"absent\":[{\"callId\":\"" + SEALED + "\",\"part\":\"request\",\"why\":\"absent\"}]");
        assertThat(failures(forged(zip, "manifest.json", listed))).containsExactly(BundleProblem.MANIFEST_MISMATCH);
    }

    private static byte[] replaced(byte[] zip, String name, String from, String to) throws Exception {
        String text = new String(Bundle.parse(zip).get(name).orElseThrow(), UTF_8);
        assertThat(text).contains(from);
        return text.replace(from, to).getBytes(UTF_8);
    }

    /// With one entry exchanged, or removed, and the digests set right.
    private static byte[] forged(byte[] zip, String name, byte[] content) throws Exception {
        TreeMap<String, byte[]> entries = new TreeMap<>(Bundle.parse(zip).entries());
        entries.remove(name);
        if (content.length > 0) {
            entries.put(name, content);
        }
        StringBuilder sums = new StringBuilder();
        entries.forEach((key, bytes) -> {
            if (!key.equals("SHA256SUMS")) {
                sums.append(Sha256.hex(bytes) + "  " + key + "\n");
            }
        });
        entries.put("SHA256SUMS", sums.toString().getBytes(UTF_8));
        return bytes(new Bundle(entries));
    }

    private static byte[] bytes(Bundle bundle) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        bundle.write(out);
        return out.toByteArray();
    }

    @Test
    void contentIsCheckedByHandAsItSays() throws Exception {
        Requirements.require(ByHand.isPossible(), "unzip, openssl 3, sha256sum, base64 and xxd");
        byte[] zip = evidence("{\"query\":{},\"content\":true}");
        ByHand.Result held = ByHand.check(zip, scratch, log.key());
        assertThat(held.exit()).as(held.output()).isZero();
        assertThat(held.output())
                .contains("content/" + BOTH + "/request is what events/")
                .contains("content/" + BOTH + "/response is what events/")
                .contains("content/" + LARGE + "/request is what events/");
        byte[] other = forged(zip, "content/" + BOTH + "/response", "this \u2026".getBytes(UTF_8));
        assertThat(ByHand.check(other, scratch, log.key()).output())
                .contains("no event names content/" + BOTH + "/response");
        assertThat(ByHand.check(other, scratch, log.key()).exit()).isNotZero();
    }

    @Test
    void contentThatDoesNotFitIsRefusedToTheByte() throws Exception {
        EvidenceQuestion asked = EvidenceQuestion.parse(question(LARGE, true).getBytes(UTF_8));
        long size = bytes(maker(Bundle.MAX_SIZE).population(asked)).length;
        assertThat(bytes(maker(size).population(asked))).hasSize((int) size);
        for (long fewer : new long[] {size - 1, size - 5000, 5000}) {
            assertThatThrownBy(() -> maker(fewer).population(asked))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.EVIDENCE_TOO_LARGE));
        }
    }

    @Test
    void whoIsAskedForAllowanceIsToldTheCallsBeforeAnythingIsRead() throws Exception {
        List<UUID> told = new ArrayList<>();
        EvidenceQuestion asked = EvidenceQuestion.parse(question(BOTH, true).getBytes(UTF_8));
        assertThatThrownBy(() -> maker(Bundle.MAX_SIZE).population(asked, (count, sizes) -> {}, calls -> {
                    told.addAll(calls);
                    throw ApiException.notFound("no grant");
                }))
                .isInstanceOf(ApiException.class);
        assertThat(told).containsExactly(BOTH);
    }

    private static EvidenceMaker maker(long bytes) {
        return new EvidenceMaker(
                server.logs(),
                archive,
                Clock.fixed(Instant.EPOCH, ZoneOffset.UTC),
                new EvidenceBounds(1000, 1000, bytes));
    }
}
