package io.chirograph.query.index;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.Event;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.query.api.AuditServer;
import io.chirograph.tlog.TreeHasher;
import java.io.ByteArrayInputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipInputStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What an auditor of one tenant, or of one log, gets to see: every path that reads, tried with another's calls, events
/// and
/// logs.
class ScopeTest {
    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static TestLog other;
    private static UUID mine;
    private static UUID theirs;
    private static UUID unnamed;
    private static UUID elsewhere;
    private static String ofAcme;
    private static String ofLog;
    private static String ofAll;

    @BeforeAll
    static void start() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        other = new TestLog(archive, "example.com/chirograph/gw-2");
        mine = log.ok(Map.of("tenant", "acme", "application", "shop"));
        theirs = log.ok(Map.of("tenant", "secretive", "application", "shop"));
        unnamed = log.refused(Map.of());
        log.garbage("none");
        log.publish();
        elsewhere = other.ok(Map.of("tenant", "acme"));
        other.publish();
        server = AuditServer.start(
                data,
                log.followed().key().encode() + "," + other.followed().key().encode(),
                "--chirograph.identity.operators.scope.tenant-claim=org.tenants",
                "--chirograph.identity.operators.scope.log-claim=logs");
        ofAcme = token(Map.of("tenants", List.of("acme")), "*");
        ofLog = token(Map.of("tenants", "*"), log.followed().id());
        ofAll = token(Map.of("tenants", "*"), "*");
        Awaitility.await().until(() -> get(ofAll, "calls").get("asOf").size() == 2);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static String token(Object organisation, Object logs) throws Exception {
        ECKey key = ECKey.parse(Files.readString(data.resolve("dev/operator-key.json")));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("chirograph-development")
                        .audience("chirograph")
                        .subject("ann")
                        .claim("roles", List.of("auditor"))
                        .claim("org", organisation)
                        .claim("logs", logs)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private static HttpResponse<byte[]> send(String token, String path) throws Exception {
        String[] parts = path.split(" ", 2);
        return parts.length == 1
                ? server.as(token, "GET", path, "")
                : server.as(token, "POST", parts[0], parts[1].replace('\'', '"'));
    }

    private static JsonNode get(String token, String path) throws Exception {
        HttpResponse<byte[]> answer = send(token, path);
        assertThat(answer.statusCode()).as(new String(answer.body(), UTF_8)).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    private static String event(TestLog log, UUID call) {
        return log.events.stream()
                .filter(event -> new String(event.canonical(), UTF_8).contains(call.toString()))
                .findFirst()
                .orElseThrow()
                .id()
                .toString();
    }

    private static String leaf(TestLog log, int index) {
        Event event = log.events.get(index);
        return TreeHasher.leaf(event.canonical()).toString();
    }

    /// What the auditor of `acme` asks for: path, status. Positions: 0, 1 are mine, 2, 3 theirs, 4 is a refusal of
    /// nobody
    /// known, 5 is no event.
    static Stream<Object[]> askedByAcme() {
        String id = log.followed().id();
        String logs = "logs/" + id + "/";
        return Stream.of(
                new Object[] {"calls/" + mine, 200},
                new Object[] {"calls/" + theirs, 404},
                new Object[] {"calls/" + unnamed, 404},
                new Object[] {"calls/" + mine + "/evidence", 200},
                new Object[] {"calls/" + theirs + "/evidence", 404},
                new Object[] {"calls/" + unnamed + "/evidence", 404},
                new Object[] {"events/" + event(log, mine), 200},
                new Object[] {"events/" + event(log, theirs), 404},
                new Object[] {"events/" + event(log, unnamed), 404},
                new Object[] {"events/" + leaf(log, 1), 200},
                new Object[] {"events/" + leaf(log, 2), 404},
                new Object[] {"events/" + leaf(log, 4), 404},
                new Object[] {"events/" + leaf(log, 5), 404},
                new Object[] {"evidence {'ids':['" + mine + "']}", 200},
                new Object[] {"evidence {'ids':['" + theirs + "']}", 404},
                new Object[] {"evidence {'ids':['" + mine + "','" + theirs + "']}", 404},
                new Object[] {"logs", 200},
                new Object[] {logs + "checkpoint", 200},
                new Object[] {logs + "tile/0/000.p/6", 403},
                new Object[] {logs + "tile/entries/000.p/6", 403},
                new Object[] {logs + "tile/entries/000.p/2", 403},
                new Object[] {logs + "proof/consistency?from=2", 200},
                new Object[] {logs + "proof/inclusion?index=0", 200},
                new Object[] {logs + "proof/inclusion?index=2", 404},
                new Object[] {logs + "proof/inclusion?index=4", 404},
                new Object[] {logs + "proof/inclusion?index=5", 404},
                new Object[] {logs + "proof/inclusion?event=" + event(log, mine), 200},
                new Object[] {logs + "proof/inclusion?event=" + event(log, theirs), 404},
                new Object[] {logs + "proof/inclusion?event=" + leaf(log, 3), 404},
                new Object[] {logs + "proof/inclusion?event=" + leaf(log, 3) + "&format=text", 404});
    }

    @ParameterizedTest
    @MethodSource("askedByAcme")
    void whatIsAnothersIsNotThere(String path, int status) throws Exception {
        HttpResponse<byte[]> answer = send(ofAcme, path);
        String body = new String(answer.body(), UTF_8);
        assertThat(answer.statusCode()).as(body).isEqualTo(status);
        assertThat(body).doesNotContain("secretive");
        if (status == 403) {
            assertThat(body).contains("\"code\":\"scope-refused\"");
        }
        assertThat(send(ofAll, path).statusCode()).isEqualTo(200);
        if (answer.statusCode() == 404 && !path.contains("inclusion?index") && !path.startsWith("evidence")) {
            assertThat(body.replaceAll("[0-9a-f-]{36,}", "X"))
                    .as("as what does not exist")
                    .contains("is indexed");
        }
    }

    @ParameterizedTest
    @MethodSource("lists")
    void listsHoldNothingOfAnothers(String path, int seen, int all) throws Exception {
        JsonNode list = get(ofAcme, path);
        assertThat(list.get("items").size()).isEqualTo(seen);
        assertThat(list.toString()).doesNotContain("secretive").doesNotContain(theirs.toString());
        assertThat(get(ofAll, path).get("items").size()).isEqualTo(all);
    }

    /// Path, items for the auditor of `acme`, items for one who sees all.
    static Stream<Object[]> lists() {
        return Stream.of(
                new Object[] {"calls", 2, 4},
                new Object[] {"calls?tenant=secretive", 0, 1},
                new Object[] {"calls?actor=shop", 1, 2},
                new Object[] {"calls?outcome=ok", 2, 3},
                new Object[] {"calls?outcome=refused", 0, 1},
                new Object[] {"calls?type=ai.call.completed", 2, 3},
                new Object[] {"calls?provider=sandbox", 2, 4},
                new Object[] {"events", 4, 8},
                new Object[] {"timeline?tenant=secretive&actor=shop", 0, 1},
                new Object[] {"timeline?actor=shop", 1, 2},
                new Object[] {"summary?group=tenant", 1, 3},
                new Object[] {"summary?group=actor", 2, 2},
                new Object[] {"calls?tenant!=acme", 0, 2},
                new Object[] {"calls?q=secretive", 0, 1},
                new Object[] {"events?tenant=secretive", 0, 2},
                new Object[] {"events?actor=shop", 2, 4},
                new Object[] {"events?outcome=ok", 4, 6},
                new Object[] {"events?type=ai.call.refused", 0, 1});
    }

    @Test
    void pagesOfAScopedListAreWhole() throws Exception {
        JsonNode first = get(ofAcme, "calls?limit=1");
        JsonNode second =
                get(ofAcme, "calls?limit=1&cursor=" + first.get("next").asString());
        assertThat(second.get("next").isNull()).isTrue();
        assertThat(List.of(
                        first.at("/items/0/callId").asString(),
                        second.at("/items/0/callId").asString()))
                .containsExactlyInAnyOrder(mine.toString(), elsewhere.toString());
    }

    @Test
    void evidenceOfAScopedQuestionNamesItsTenantAndHoldsNoOther() throws Exception {
        List<String> names = new ArrayList<>();
        StringBuilder all = new StringBuilder();
        try (ZipInputStream zip = new ZipInputStream(
                new ByteArrayInputStream(send(ofAcme, "evidence {'query':{}}").body()))) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                names.add(entry.getName());
                all.append(new String(zip.readAllBytes(), UTF_8));
            }
        }
        assertThat(names).contains("population.csv");
        assertThat(all.toString())
                .contains(mine.toString(), elsewhere.toString(), "\"tenant\"")
                .doesNotContain("secretive", theirs.toString());
        List<AuditRead> reads = server.recorded().takeReads();
        assertThat(reads.getLast().query()).containsEntry("tenant", "acme");
        assertThat(reads.getLast().scope()).isEqualTo(Map.of("tenants", List.of("acme")));
        assertThat(send(token(Map.of("tenants", List.of("acme", "b")), "*"), "evidence {'query':{}}")
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void anAuditorOfOneLogSeesNoOther() throws Exception {
        String id = other.followed().id();
        for (String path : List.of(
                "calls/" + elsewhere,
                "calls/" + elsewhere + "/evidence",
                "events/" + event(other, elsewhere),
                "events/" + leaf(other, 1),
                "evidence {'ids':['" + elsewhere + "']}",
                "logs/" + id + "/checkpoint",
                "logs/" + id + "/tile/0/000.p/2",
                "logs/" + id + "/tile/entries/000.p/2",
                "logs/" + id + "/proof/consistency?from=1",
                "logs/" + id + "/proof/inclusion?index=0")) {
            assertThat(send(ofLog, path).statusCode()).as(path).isEqualTo(404);
            assertThat(send(ofAll, path).statusCode()).as(path).isEqualTo(200);
        }
        assertThat(get(ofLog, "logs").get("items").size()).isEqualTo(1);
        JsonNode calls = get(ofLog, "calls");
        assertThat(calls.get("items").size()).isEqualTo(3);
        assertThat(calls.get("asOf").size()).isEqualTo(1);
        assertThat(get(ofLog, "events").get("items").size()).isEqualTo(6);
        assertThat(send(ofLog, "logs/" + log.followed().id() + "/tile/entries/000.p/6")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void aTokenThatDoesNotSayWhatItSeesSeesNothing() throws Exception {
        for (String token : List.of(
                token(Map.of(), "*"),
                token(Map.of("tenants", List.of()), "*"),
                token(Map.of("tenants", ""), "*"),
                token(Map.of("tenants", 7), "*"),
                token(Map.of("tenants", List.of("acme", 7)), "*"),
                token(Map.of("tenants", "*"), ""))) {
            HttpResponse<byte[]> answer = send(token, "calls");
            assertThat(answer.statusCode()).isEqualTo(403);
            assertThat(new String(answer.body(), UTF_8)).contains("\"code\":\"scope-missing\"");
        }
        assertThat(new TreeSet<>(server.recorded().refused.stream()
                        .map(facts -> String.valueOf(facts.code()))
                        .toList()))
                .contains("scope-missing");
    }
}
