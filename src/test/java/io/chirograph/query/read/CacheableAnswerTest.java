package io.chirograph.query.read;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.facts.AuditRead;
import io.chirograph.query.api.AuditServer;
import io.chirograph.query.index.TestLog;
import io.chirograph.tlog.TreeHasher;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Answers that may be kept, over real HTTP, behind the real doors.
class CacheableAnswerTest {
    private static final int CALLS = 4;
    private static final String VARY = "Authorization, Cookie, X-Proven";

    @TempDir
    private static Path data;

    private static AuditServer server;
    private static TestLog log;
    private static UUID call;
    private static UUID event;
    private static String leaf;
    private static String everything;

    @BeforeAll
    static void start() throws Exception {
        log = new TestLog(Archives.directory(data.resolve("archive")), "example.com/chirograph/gw-1");
        call = log.ok(Map.of("tenant", "acme"));
        log.publish();
        for (int i = 1; i < CALLS; i++) {
            log.ok(Map.of("tenant", "acme"));
            log.publish();
        }
        event = log.events.getFirst().id();
        leaf = "sha256:" + TreeHasher.leaf(log.events.getFirst().canonical()).hex();
        server = AuditServer.start(
                data,
                log.followed().key().encode(),
                "--chirograph.identity.operators.scope.tenant-claim=tenants",
                "--chirograph.identity.operators.token-header=X-Proven");
        everything = token(List.of("auditor"), "*");
        indexed();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void indexed() {
        Awaitility.await()
                .until(() -> new String(get("logs").body(), UTF_8).contains("\"size\":" + log.events.size() + ","));
    }

    private static String token(List<String> roles, Object tenants) throws Exception {
        ECKey key = ECKey.parse(Files.readString(data.resolve("dev/operator-key.json")));
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                new JWTClaimsSet.Builder()
                        .issuer("chirograph-development")
                        .audience("chirograph")
                        .subject("aud")
                        .claim("roles", roles)
                        .claim("tenants", tenants)
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        token.sign(new ECDSASigner(key));
        return token.serialize();
    }

    private static String full(String path) {
        return "/audit/v1/"
                + path.replace("{log}", "logs/" + log.followed().id())
                        .replace("{event}", event.toString())
                        .replace("{leaf}", leaf)
                        .replace("{call}", call.toString());
    }

    private static HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return server.raw(everything, "GET", full(path), "", headers);
    }

    private static String header(HttpResponse<?> answer, String name) {
        return String.join(", ", answer.headers().allValues(name));
    }

    @ParameterizedTest
    @CsvSource({
        "events/{event}, false",
        "events/{leaf}, false",
        "schemas/ai.call.started, false",
        "{log}/tile/0/000.p/5, true",
        "{log}/tile/entries/000.p/5, true",
        "{log}/proof/inclusion?index=1&size=8, true",
        "{log}/proof/inclusion?event={event}&size=5, true",
        "{log}/proof/inclusion?event={leaf}&size=4&format=text, true",
        "{log}/proof/consistency?from=2&to=8, true",
        "{log}/proof/consistency?from=2&to=4&format=text, true"
    })
    void whoHasItIsToldSoAndThatIsARead(String path, boolean isForEver) throws Exception {
        HttpResponse<byte[]> first = get(path);
        assertThat(first.statusCode()).as(new String(first.body(), UTF_8)).isEqualTo(200);
        String tag = header(first, "ETag");
        assertThat(tag).matches("\"[0-9a-f]{64}\"");
        assertThat(header(first, "Cache-Control"))
                .isEqualTo(isForEver ? "max-age=31536000, private, immutable" : "no-cache, private");
        assertThat(header(first, "Vary")).startsWith(VARY);
        assertThat(header(first, "Vary").contains("Accept")).isEqualTo(path.contains("/proof/"));

        for (String method : List.of("GET", "HEAD")) {
            server.recorded().takeReads();
            HttpResponse<byte[]> again = server.raw(everything, method, full(path), "", "If-None-Match", tag);
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
            for (String name : List.of("ETag", "Cache-Control", "Vary")) {
                assertThat(header(again, name)).as(name).isEqualTo(header(first, name));
            }
            assertThat(server.recorded().takeReads())
                    .extracting(AuditRead::status)
                    .containsExactly(304);
        }
        HttpResponse<byte[]> head = server.raw(everything, "HEAD", full(path), "", "If-None-Match", "\"other\"");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(header(head, "ETag")).isEqualTo(tag);
        assertThat(header(head, "Content-Length")).isEqualTo("" + first.body().length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "W/%s",
                "\"other\", %s",
                "\"other\",W/%s , \"more\"",
                "\"with, a comma\", %s",
                "*",
                "  * ",
                ", , %s"
            })
    void tagsAreComparedWeaklyAndAnyOfThemDoes(String tags) throws Exception {
        String tag = header(get("events/{event}"), "ETag");
        assertThat(get("events/{event}", "If-None-Match", tags.formatted(tag)).statusCode())
                .isEqualTo(304);
        assertThat(get("events/{event}", "If-None-Match", "\"a\"", "If-None-Match", tag)
                        .statusCode())
                .isEqualTo(304);
    }

    @ParameterizedTest
    @ValueSource(strings = {"%2$s", "\"%2$s", "%2$s\"", "\"*\"", "\"\"", ",", "\"x%2$s\"", "'%2$s'", "**"})
    void whatIsNoSuchTagGetsTheAnswer(String tags) throws Exception {
        String tag = header(get("events/{event}"), "ETag");
        HttpResponse<byte[]> answer =
                get("events/{event}", "If-None-Match", tags.formatted(tag, tag.substring(1, tag.length() - 1)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "calls",
                "calls/{call}",
                "events",
                "timeline?actor=x",
                "summary",
                "logs",
                "coverage",
                "schemas",
                "{log}/checkpoint",
                "{log}/proof/inclusion?index=1",
                "{log}/proof/consistency?from=2",
                "calls/{call}/evidence"
            })
    void whatGrowsIsNeverKept(String path) throws Exception {
        HttpResponse<byte[]> answer = get(path, "If-None-Match", "*");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(header(answer, "Cache-Control")).isEqualTo("no-store");
        assertThat(header(answer, "ETag")).isEmpty();
        assertThat(header(answer, "Vary")).startsWith(VARY);
    }

    @Test
    void whoMayNotReadIsNotToldThatItIsTheSame() throws Exception {
        String tag = header(get("events/{event}"), "ETag");
        assertThat(server.anonymous("events/" + event).statusCode()).isEqualTo(401);
        for (String tags : List.of(tag, "*")) {
            assertThat(refused("no-token", tags)).isEqualTo(401);
            assertThat(refused(token(List.of("payload-reader"), "*"), tags)).isEqualTo(403);
            assertThat(refused(token(List.of("auditor"), List.of("other")), tags))
                    .isEqualTo(404);
            assertThat(refused(token(List.of("auditor"), List.of("acme")), tags))
                    .isEqualTo(304);
            server.recorded().unavailable = true;
            try {
                assertThat(refused(everything, tags)).isEqualTo(503);
            } finally {
                server.recorded().unavailable = false;
            }
        }
        assertThat(get("events/" + new UUID(0, 0), "If-None-Match", "*").statusCode())
                .isEqualTo(404);
    }

    private static int refused(String token, String tags) throws Exception {
        HttpResponse<byte[]> answer = server.raw(token, "GET", full("events/{event}"), "", "If-None-Match", tags);
        if (answer.statusCode() != 304) {
            assertThat(header(answer, "ETag")).isEmpty();
        }
        return answer.statusCode();
    }

    @Test
    void whatIsKeptForEverIsTheSameWhenTheLogHasGrown() throws Exception {
        int size = log.events.size();
        List<String> paths = List.of(
                "{log}/tile/0/000.p/" + size,
                "{log}/tile/entries/000.p/" + size,
                "{log}/proof/inclusion?index=2&size=" + size,
                "{log}/proof/inclusion?index=2&format=text&size=" + size,
                "{log}/proof/inclusion?index=2&size=" + (size - 1),
                "{log}/proof/consistency?from=3&to=" + size,
                "{log}/proof/consistency?from=3&format=text&to=" + size);
        List<byte[]> before = new java.util.ArrayList<>();
        for (String path : paths) {
            before.add(get(path).body());
        }
        log.ok(Map.of("tenant", "acme"));
        log.publish();
        indexed();
        for (int i = 0; i < paths.size(); i++) {
            HttpResponse<byte[]> after = get(paths.get(i));
            assertThat(header(after, "Cache-Control")).contains("immutable");
            assertThat(after.body()).as(paths.get(i)).isEqualTo(before.get(i));
        }
    }
}
