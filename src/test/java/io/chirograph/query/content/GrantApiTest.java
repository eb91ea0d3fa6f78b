package io.chirograph.query.content;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.ShiftedClock;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.event.value.ContentRead;
import io.chirograph.event.value.PayloadLevel;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.content.KeptLog.Content;
import io.chirograph.query.grants.Settling;
import io.chirograph.query.index.TestLog;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Grants, reasons and scopes of readers, where all three are demanded.
class GrantApiTest {
    private static final byte[] PROMPT = "{\"messages\":[{\"content\":\"CANARY-prompt\"}]}".getBytes(UTF_8);
    private static final String GRANTS = "/admin/v1/content-grants";

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static UUID mine;
    private static UUID second;
    private static UUID theirs;
    private static UUID decision;
    private static String admin;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        TestLog log = new TestLog(archive, "example.com/chirograph/gw-1");
        KeptLog kept = new KeptLog(log, archive);
        Content content = Content.clear("application/json", PROMPT);
        mine = kept.call(Map.of("tenant", "acme"), content, content);
        second = kept.call(Map.of("tenant", "acme"), content, content);
        theirs = kept.call(Map.of("tenant", "secretive"), content, content);
        decision = kept.decision(log.next(), Map.of("tenant", "acme"), PayloadLevel.CLEAR, null, content);
        kept.publish();
        server = AuditServer.start(
                data,
                log.followed().key().encode(),
                "--chirograph.content.grants=required",
                "--chirograph.content.require-reason=true",
                "--chirograph.identity.operators.scope.tenant-claim=tenants");
        admin = token("adm", List.of("administrator"), List.of());
        String auditor = token("aud", List.of("auditor"), "*");
        Awaitility.await()
                .until(() -> new String(server.as(auditor, "GET", "logs", "").body(), UTF_8).contains("\"size\":7,"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String token(String subject, List<String> roles, Object tenants) throws Exception {
        ECKey key = ECKey.parse(Files.readString(data.resolve("dev/operator-key.json")));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("chirograph-development")
                        .audience("chirograph")
                        .subject(subject)
                        .claim("roles", roles)
                        .claim("tenants", tenants)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private static String reader(String subject) throws Exception {
        return token(subject, List.of("payload-reader"), "*");
    }

    private static HttpResponse<byte[]> read(String token, UUID call) throws Exception {
        return server.raw(
                token, "GET", "/audit/v1/calls/" + call + "/content/request", "", "Chirograph-Reason", "case 7");
    }

    private static HttpResponse<byte[]> give(String token, String body) throws Exception {
        return server.raw(token, "POST", GRANTS, body, "Content-Type", "application/json");
    }

    private static JsonNode given(String principal, String scope, String end) throws Exception {
        HttpResponse<byte[]> response = give(
                admin,
                "{\"principal\":\"" + principal + "\",\"reason\":\"case 7\",\"scope\":" + scope + "," + end + "}");
        assertThat(response.statusCode()).as(new String(response.body(), UTF_8)).isEqualTo(201);
        return json(response);
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        return JsonMapper.shared().readTree(response.body());
    }

    private static void assertProblem(HttpResponse<byte[]> response, int status, String code) {
        String body = new String(response.body(), UTF_8);
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(json(response).get("code").asString()).as(body).isEqualTo(code);
        assertThat(body).doesNotContain("CANARY");
    }

    private static List<PermissionChanged> changes(String principal) {
        return server.recorded().permissions.stream()
                .filter(change -> change.subject().equals("reader:" + principal))
                .toList();
    }

    @Test
    void theSameHoldsForTheContentOfAnApplicationsEvent() throws Exception {
        String path = "/audit/v1/events/" + decision + "/content/data";
        String rita = reader("rita");
        assertProblem(server.raw(rita, "GET", path, ""), 400, "reason-missing");
        assertProblem(server.raw(rita, "GET", path, "", "Chirograph-Reason", "case 7"), 403, "grant-missing");
        JsonNode byId = given("rita", "{\"callIds\":[\"" + decision + "\"]}", "\"duration\":\"P1D\"");
        server.recorded().takeReads();
        assertThat(server.raw(rita, "GET", path, "", "Chirograph-Reason", "case 7")
                        .body())
                .isEqualTo(PROMPT);
        assertThat(server.recorded().takeReads().getLast().content())
                .isEqualTo(new ContentRead(
                        "content",
                        decision,
                        "data",
                        "case 7",
                        UUID.fromString(byId.get("id").asString()),
                        null));
        String sara = reader("sara");
        given("sara", "{\"tenant\":\"secretive\"}", "\"duration\":\"P1D\"");
        assertProblem(server.raw(sara, "GET", path, "", "Chirograph-Reason", "case 7"), 403, "grant-missing");
        given("sara", "{\"tenant\":\"acme\"}", "\"duration\":\"P1D\"");
        assertThat(server.raw(sara, "GET", path, "", "Chirograph-Reason", "case 7")
                        .body())
                .isEqualTo(PROMPT);
        String elsewhere = token("tess", List.of("payload-reader"), List.of("secretive"));
        given("tess", "{\"tenant\":\"acme\"}", "\"duration\":\"P1D\"");
        assertProblem(server.raw(elsewhere, "GET", path, "", "Chirograph-Reason", "case 7"), 404, "not-found");
    }

    @Test
    void aReaderReadsWhatALiveGrantCoversAndNothingElse() throws Exception {
        String bob = reader("bob");
        assertProblem(read(bob, mine), 403, "grant-missing");
        JsonNode grant = given("bob", "{\"callIds\":[\"" + mine + "\"]}", "\"duration\":\"P1D\"");
        server.recorded().takeReads();
        assertThat(read(bob, mine).body()).isEqualTo(PROMPT);
        UUID id = UUID.fromString(grant.get("id").asString());
        assertThat(server.recorded().takeReads().getLast().content())
                .isEqualTo(new ContentRead("content", mine, "request", "case 7", id, null));
        assertProblem(read(bob, second), 403, "grant-missing");
        assertProblem(read(reader("eve"), mine), 403, "grant-missing");
        assertProblem(
                server.raw(bob, "GET", "/audit/v1/calls/" + second + "/content", "", "Chirograph-Reason", "x"),
                403,
                "grant-missing");

        HttpResponse<byte[]> ended = server.raw(admin, "DELETE", GRANTS + "/" + id, "");
        assertThat(json(ended).get("state").asString()).isEqualTo("ended");
        assertProblem(read(bob, mine), 403, "grant-missing");
        assertThat(server.raw(admin, "DELETE", GRANTS + "/" + id, "").statusCode())
                .isEqualTo(200);
        assertThat(changes("bob")).hasSize(2);
        assertThat(changes("bob").getFirst().before()).isEmpty();
        assertThat(changes("bob").getFirst().after()).containsKeys("grant", "expiresAt", "callIds");
        assertThat(changes("bob").getFirst().operator().verified()).containsEntry("subject", "adm");
        assertThat(changes("bob").getLast().after()).isEmpty();
    }

    private static HttpResponse<byte[]> evidence(String token, boolean content, String... calls) throws Exception {
        String body = "{\"ids\":[\"" + String.join("\",\"", calls) + "\"],\"content\":" + content + "}";
        return server.raw(
                token,
                "POST",
                "/audit/v1/evidence",
                body,
                "Chirograph-Reason",
                "case 8",
                "Content-Type",
                "application/json");
    }

    @Test
    void contentLeavesWithEvidenceOfCoveredCallsAloneAndSaysWhyAndByWhichGrants() throws Exception {
        String eva = token("eva", List.of("auditor", "payload-reader"), "*");
        assertProblem(evidence(eva, true, mine.toString()), 403, "grant-missing");
        assertThat(evidence(eva, false, mine.toString()).statusCode()).isEqualTo(200);
        String first = given("eva", "{\"callIds\":[\"" + mine + "\"]}", "\"duration\":\"P1D\"")
                .get("id")
                .asString();
        server.recorded().takeReads();
        assertThat(evidence(eva, true, mine.toString()).statusCode()).isEqualTo(200);
        AuditRead one = server.recorded().takeReads().getLast();
        assertThat(one.content())
                .isEqualTo(new ContentRead("evidence", null, null, "case 8", UUID.fromString(first), null));
        assertProblem(evidence(eva, true, mine.toString(), second.toString()), 403, "grant-missing");
        assertThat(server.recorded().takeReads().getLast().content())
                .isEqualTo(new ContentRead("evidence", null, null, "case 8", null, null));

        String other = given("eva", "{\"callIds\":[\"" + second + "\"]}", "\"duration\":\"P1D\"")
                .get("id")
                .asString();
        assertThat(evidence(eva, true, mine.toString(), second.toString()).statusCode())
                .isEqualTo(200);
        AuditRead both = server.recorded().takeReads().getLast();
        assertThat(Objects.requireNonNull(both.content()).grant()).isNull();
        assertThat(String.valueOf(both.query().get("grants"))).contains(first, other);
        assertThat(server.raw(admin, "DELETE", GRANTS + "/" + other, "").statusCode())
                .isEqualTo(200);
        assertProblem(evidence(eva, true, second.toString()), 403, "grant-missing");
    }

    @Test
    void contentLeavesWithEvidenceForAReasonAndForReadersAlone() throws Exception {
        given("evi", "{\"tenant\":\"acme\"}", "\"duration\":\"P1D\"");
        String evi = token("evi", List.of("auditor", "payload-reader"), "*");
        String body = "{\"ids\":[\"" + mine + "\"],\"content\":true}";
        assertProblem(server.raw(evi, "POST", "/audit/v1/evidence", body), 400, "reason-missing");
        assertProblem(evidence(token("evi", List.of("auditor"), "*"), true, mine.toString()), 403, "role-missing");
        assertThat(evidence(evi, true, mine.toString()).statusCode()).isEqualTo(200);
        assertProblem(
                evidence(token("evi", List.of("auditor", "payload-reader"), List.of("x")), true, mine.toString()),
                404,
                "not-found");
    }

    @Test
    void aGrantOfATenantEndsAtItsTime() throws Exception {
        String tim = reader("tim");
        given("tim", "{\"tenant\":\"acme\"}", "\"duration\":\"PT2M\"");
        assertThat(read(tim, mine).statusCode()).isEqualTo(200);
        assertThat(read(tim, second).statusCode()).isEqualTo(200);
        assertProblem(read(tim, theirs), 403, "grant-missing");
        ShiftedClock clock = server.part(ShiftedClock.class);
        clock.ahead(Duration.ofMinutes(2));
        try {
            assertProblem(read(tim, mine), 403, "grant-missing");
            Awaitility.await().until(() -> changes("tim").size() == 2);
            assertThat(changes("tim").getLast().reason()).contains("expired");
        } finally {
            clock.ahead(Duration.ZERO);
        }
    }

    @Test
    void aGrantOfATimeCoversCallsThatBeganThen() throws Exception {
        String ted = reader("ted");
        given("ted", "{\"from\":\"2026-11-22T00:00:00Z\"}", "\"duration\":\"P1D\"");
        assertProblem(read(ted, mine), 403, "grant-missing");
        given(
                "ted",
                "{\"from\":\"2026-11-21T00:00:00Z\",\"to\":\"2026-11-22T00:00:00Z\"}",
                "\"expiresAt\":\"" + Instant.now().plusSeconds(600) + "\"");
        assertThat(read(ted, mine).statusCode()).isEqualTo(200);
    }

    @Test
    void aScopeIsNotWidenedByAGrant() throws Exception {
        String ann = token("ann", List.of("payload-reader"), List.of("acme"));
        given("ann", "{\"from\":\"2020-01-01T00:00:00Z\"}", "\"duration\":\"P1D\"");
        assertThat(read(ann, mine).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> others = read(ann, theirs);
        assertProblem(others, 404, "not-found");
        assertThat(json(others).get("detail").asString()).isEqualTo("No call " + theirs + " is indexed.");
        assertProblem(
                server.raw(
                        ann,
                        "POST",
                        "/audit/v1/digests",
                        "{\"callId\":\"" + theirs + "\",\"part\":\"request\",\"text\":\"x\"}",
                        "Content-Type",
                        "application/json",
                        "Chirograph-Reason",
                        "r"),
                404,
                "not-found");
        String nothing = token("ann", List.of("payload-reader"), List.of());
        assertProblem(read(nothing, mine), 403, "scope-missing");
    }

    @Test
    void withoutAReasonNothingIsRead() throws Exception {
        given("rob", "{\"tenant\":\"acme\"}", "\"duration\":\"P1D\"");
        assertProblem(
                server.raw(reader("rob"), "GET", "/audit/v1/calls/" + mine + "/content/request", ""),
                400,
                "reason-missing");
    }

    @Test
    void nobodyGrantsToHimselfAndNobodyWhoReadsGrants() throws Exception {
        String body = "{\"principal\":\"%s\",\"reason\":\"r\",\"scope\":{\"tenant\":\"acme\"},\"duration\":\"P1D\"}";
        assertProblem(give(admin, body.formatted("adm")), 403, "grant-refused");
        String both = token("two", List.of("administrator", "payload-reader"), "*");
        assertProblem(give(both, body.formatted("bob")), 403, "grant-refused");
        assertProblem(give(reader("bob"), body.formatted("eve")), 403, "role-missing");
        assertProblem(server.raw(reader("bob"), "GET", GRANTS, ""), 403, "role-missing");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "{'principal':'x','reason':'r','scope':{'tenant':'a'}}",
                "{'principal':'x','reason':'r','scope':{},'duration':'P1D'}",
                "{'principal':'x','reason':'r','scope':{'tenant':'a'},'duration':'P91D'}",
                "{'principal':'x','reason':'r','scope':{'tenant':'a'},'duration':'PT0S'}",
                "{'principal':'x','reason':'r','scope':{'tenant':'a'},'duration':'P1D','expiresAt':'2030-01-01T00:00:00Z'}",
                "{'principal':'x','reason':'r','scope':{'tenant':'a'},'expiresAt':'2020-01-01T00:00:00Z'}",
                "{'principal':'x','reason':'r','scope':{'tenant':'a'},'expiresAt':'9999-01-01T00:00:00Z'}",
                "{'principal':'','reason':'r','scope':{'tenant':'a'},'duration':'P1D'}",
                "{'principal':'x','reason':'a\\nb','scope':{'tenant':'a'},'duration':'P1D'}",
                "{'principal':'x','reason':'r','scope':{'tenant':'a','calls':[]},'duration':'P1D'}",
                "{'principal':'x','reason':'r','scope':{'callIds':['no']},'duration':'P1D'}"
            })
    void aGrantThatCannotBeIsRefused(String body) throws Exception {
        assertProblem(give(admin, body.replace('\'', '"')), 400, "bad-value");
        assertProblem(server.raw(admin, "DELETE", GRANTS + "/xyz", ""), 400, "bad-value");
        assertProblem(server.raw(admin, "DELETE", GRANTS + "/" + new UUID(0, 0), ""), 404, "not-found");
    }

    @Test
    void aGrantThatCannotBeRecordedIsNotInForce() throws Exception {
        String joe = reader("joe");
        assertProblem(read(joe, mine), 403, "grant-missing");
        assertThat(server.raw(admin, "GET", GRANTS, "").statusCode()).isEqualTo(200); // so that the admin is in
        server.recorded().unavailable = true;
        try {
            assertProblem(
                    give(
                            admin,
                            "{\"principal\":\"joe\",\"reason\":\"r\",\"scope\":{\"tenant\":\"acme\"},\"duration\":\"P1D\"}"),
                    503,
                    "recording-unavailable");
        } finally {
            server.recorded().unavailable = false;
        }
        assertProblem(read(joe, mine), 403, "grant-missing");
        // whether the first event is in the log may not be known, so the end is recorded
        Settling.now(server);
        assertThat(changes("joe")).hasSize(1);
        assertThat(changes("joe").getFirst().after()).isEmpty();
    }
}
