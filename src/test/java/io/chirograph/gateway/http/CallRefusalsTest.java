package io.chirograph.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.e2e.Http;
import io.chirograph.gateway.GatewayHarness;
import io.chirograph.identity.callers.Grants;
import io.chirograph.recording.FakeJournal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// Every refusal of a call by the gateway itself, those of policy, tenants and switches left to their own classes:
/// what the caller reads, that nothing reached the provider, and what the event says.
@Timeout(300)
class CallRefusalsTest {
    private static final String CHAT = "/o/v1/chat/completions";
    private static final String CALL = "{\"model\":\"m\",\"messages\":[]}";
    private static final String FORMED_LIKE_A_KEY = "cg_nobody_" + "0".repeat(43);

    @TempDir
    private static Path directory;

    private static RSAKey signing;
    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        signing = new RSAKeyGenerator(2048).keyID("1").generate();
        Path keys = Files.writeString(directory.resolve("keys.json"), new JWKSet(signing.toPublicJWK()).toString());
        String issuers = "identity.callers.issuers";
        gateway = GatewayHarness.start(
                "trusted-proxies=127.0.0.1",
                issuers + "[0].issuer-uri=https://known.example",
                issuers + "[0].jwk-set-file=" + keys,
                issuers + "[0].audiences=calls",
                issuers + "[1].issuer-uri=https://away.example",
                issuers + "[1].jwk-set-uri=http://127.0.0.1:1/keys",
                issuers + "[1].audiences=calls",
                "gateway.max-inference-body=64KB",
                "gateway.memory-body=16KB",
                "gateway.spool-quota=1100KB",
                "gateway.providers.mistral.base-url=http://127.0.0.1:1");
        gateway.add("other", "other", Grants.UNLIMITED);
        gateway.add("expired", "acme", grants(Instant.EPOCH, List.of()));
        gateway.add("elsewhere", "acme", grants(null, List.of("192.0.2.0/24")));
        gateway.add("disabled", "acme", Grants.UNLIMITED);
        gateway.disable("disabled");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static Grants grants(@Nullable Instant expires, List<String> addresses) {
        return new Grants(List.of(), List.of(), List.of(), null, List.of(), expires, addresses);
    }

    private static JsonNode refused(Http.Answer answer, int status, String code, @Nullable String field) {
        return refused(gateway, answer, status, code, field);
    }

    private static JsonNode refused(
            GatewayHarness by, Http.Answer answer, int status, String code, @Nullable String field) {
        JsonNode json = answer.json();
        assertThat(json.path("code").asString("")).as(answer.text()).isEqualTo(code);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(json.path("field").asString(null)).isEqualTo(field);
        assertThat(json.path("title").asString("")).isNotBlank();
        assertThat(json.path("detail").asString("")).isNotBlank();
        boolean isRetryable = status == 503 || status == 408;
        assertThat(answer.header("retry-after").isPresent()).isEqualTo(isRetryable);
        assertThat(answer.header("x-should-retry").isPresent()).isEqualTo(!isRetryable);
        assertThat(answer.header("www-authenticate").isPresent()).isEqualTo(status == 401);
        assertThat(by.find("ai.call.started", answer.callId())).isNull();
        assertThat(by.counted("chirograph.gateway.refusals", "code", code)).isPositive();
        JsonNode event = by.event("ai.call.refused", answer.callId());
        assertThat(event.path("code").asString("")).isEqualTo(code);
        assertThat(event.path("status").intValue()).isEqualTo(status);
        assertThat(event.path("field").asString(null)).isEqualTo(field);
        return event;
    }

    private static String headers(String... lines) {
        return "POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + CALL.length() + "\r\n"
                + String.join("\r\n", lines) + "\r\n\r\n" + CALL;
    }

    private static String bearer(String token) {
        return "Authorization: Bearer " + token;
    }

    // Who calls.

    @Test
    void aCallWithoutAKeyIsRefused() throws Exception {
        JsonNode event = refused(gateway.raw(headers("X: y")), 401, "key-missing", "Authorization");
        assertThat(event.at("/actor/verified").isEmpty()).isTrue();
    }

    @Test
    void differentKeysAreRefused() throws Exception {
        String request = headers(bearer(gateway.key("acme")), "x-api-key: " + gateway.key("other"));
        refused(gateway.raw(request), 401, "key-ambiguous", "authorization");
    }

    @Test
    void aKeyThatNobodyHasIsRefusedAndNeverShown() throws Exception {
        Http.Answer answer = gateway.raw(headers("Chirograph-Key: " + FORMED_LIKE_A_KEY));
        refused(answer, 401, "key-unknown", "chirograph-key");
        assertThat(answer.text()).doesNotContain(FORMED_LIKE_A_KEY);
        assertThat(gateway.journal().events().toString()).doesNotContain("0".repeat(43));
    }

    @ParameterizedTest
    @CsvSource({
        "disabled, 401, key-disabled",
        "expired, 401, key-expired",
        "elsewhere, 403, address-refused",
    })
    void aKeyThatMayNotBeUsedNamesItsHolderInTheEvent(String key, int status, String code) throws Exception {
        JsonNode event = refused(gateway.as(key).post(CHAT, CALL), status, code, "chirograph-key");
        assertThat(event.at("/actor/verified/keyId").asString("")).isEqualTo(key);
        assertThat(event.at("/actor/verified/tenant").asString("")).isEqualTo("acme");
    }

    private static String token(String issuer, String audience) throws Exception {
        var token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("1").build(),
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .audience(audience)
                        .subject("app")
                        .claim("client_id", "app")
                        .claim("tenant", "acme")
                        .expirationTime(Date.from(Instant.now().plusSeconds(600)))
                        .build());
        token.sign(new RSASSASigner(signing));
        return token.serialize();
    }

    @Test
    void aTokenThatIsNotForThisGatewayIsRefused() throws Exception {
        assertThat(gateway.raw(headers(bearer(token("https://known.example", "calls"))))
                        .status())
                .isEqualTo(200);
        Http.Answer answer = gateway.raw(headers(bearer(token("https://known.example", "others"))));
        refused(answer, 401, "token-invalid", "authorization");
    }

    @Test
    void aTokenThatCannotBeCheckedNowIsRefusedForNow() throws Exception {
        refused(gateway.raw(headers(bearer(token("https://away.example", "calls")))), 503, "issuer-unavailable", null);
    }

    @Test
    void aTokenThatProvesNobodyIsRefusedThoughTheKeyIsGood() throws Exception {
        Http.Answer answer = gateway.http().post(CHAT, CALL, "Chirograph-User-Token: none");
        JsonNode event = refused(answer, 401, "user-token-invalid", "Chirograph-User-Token");
        assertThat(event.at("/actor/verified/keyId").asString("")).isEqualTo("acme");
    }

    @Test
    void twoDifferentSourcesAreRefused() throws Exception {
        Http.Answer answer = gateway.http().post(CHAT, CALL, "Forwarded: for=192.0.2.1", "X-Forwarded-For: 192.0.2.2");
        refused(answer, 400, "forwarded-ambiguous", "Forwarded");
    }

    // Where to, and what of the request may not be.

    @ParameterizedTest
    @CsvSource({
        "POST, /nobody/v1/x, 404, provider-unknown, provider, nobody",
        "POST, /v1/x, 404, provider-unknown, provider, v1",
        "POST, //o/v1/x, 404, provider-unknown, provider, ''",
        "POST, /O/v1/x, 404, provider-unknown, provider, O",
        "OPTIONS, *, 404, provider-unknown, provider, *",
        "POST, /mistral/v1/x, 404, provider-inactive, provider, mistral",
        "POST, /o/a/../b, 400, path-refused, path, /a/../b",
        "POST, /o/a/%2e%2E/b, 400, path-refused, path, /a/%2e%2E/b",
        "POST, /audit/../o/v1/models, 400, path-refused, path, /../o/v1/models",
    })
    void aPathThatLeadsNowhereIsRefusedByName(
            String method, String path, int status, String code, String field, String value) throws Exception {
        byte[] body = CALL.getBytes(StandardCharsets.UTF_8);
        Http.Answer answer = gateway.http().send(method, path, body, "Content-Type: application/json");
        JsonNode event = refused(answer, status, code, field);
        assertThat(event.path("value").asString("")).isEqualTo(value);
        assertThat(answer.json().path("value").asString("")).isEqualTo(value);
        assertThat(event.at("/actor/verified/application").asString("")).isEqualTo("shop");
    }

    @Test
    void whatNoKeyCouldCureIsToldToCallersWithoutOne() throws Exception {
        String request = "POST /nobody/v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n";
        Http.Answer answer = gateway.raw(request);
        refused(answer, 404, "provider-unknown", "provider");
        assertThat(answer.json().path("detail").asString("")).contains("Active here: a, down, faulty, g, o");
    }

    @Test
    void aWebSocketIsRefusedAndToldWhatIsSpoken() throws Exception {
        Http.Answer answer = gateway.http().get("/x/v1/realtime", "Upgrade: websocket", "Connection: Upgrade");
        refused(answer, 426, "websocket-unsupported", "Upgrade");
        assertThat(answer.header("upgrade")).contains("HTTP/1.1");
    }

    @Test
    void aPreflightOfABrowserIsRefused() throws Exception {
        Http.Answer answer = gateway.http()
                .send("OPTIONS", CHAT, null, "Origin: https://page.example", "Access-Control-Request-Method: POST");
        refused(answer, 403, "cross-origin-refused", "Origin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "/o/v1/KEY | X: y | {} | path",
                "/o/v1/x?q=KEY | X: y | {} | query",
                "/o/v1/x | X-Other: KEY | {} | x-other",
                "/o/v1/x | Chirograph-Metadata: {\"a\":\"KEY\"} | {} | chirograph-metadata",
                "/o/v1/chat/completions | X: y | {\"model\":\"KEY\"} | body",
            })
    void aGatewayKeyInTheWrongPlaceNeverLeaves(String path, String header, String body, String field) throws Exception {
        Http.Answer answer = gateway.http()
                .post(
                        path.replace("KEY", FORMED_LIKE_A_KEY),
                        body.replace("KEY", FORMED_LIKE_A_KEY),
                        header.replace("KEY", FORMED_LIKE_A_KEY));
        refused(answer, 400, "key-misplaced", field);
        assertThat(answer.text()).doesNotContain(FORMED_LIKE_A_KEY);
        assertThat(gateway.journal().events().toString()).doesNotContain(FORMED_LIKE_A_KEY);
    }

    @Test
    void severalCredentialsForTheProviderAreRefused() throws Exception {
        Http.Answer answer = gateway.http().post(CHAT, CALL, "x-api-key: sk-own-1", "api-key: sk-own-2");
        refused(answer, 400, "credential-ambiguous", "x-api-key");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Chirograph-Metadata: {\"a\":{}} | metadata-invalid | chirograph-metadata.a",
                "cf-aig-request-timeout: 0 | timeout-invalid | cf-aig-request-timeout",
                "cf-aig-request-timeout: soon | timeout-invalid | cf-aig-request-timeout",
            })
    void aHeaderThatCannotBeHeededIsRefused(String header, String code, String field) throws Exception {
        refused(gateway.http().post(CHAT, CALL, header), 400, code, field);
    }

    // Bodies.

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsSent() throws Exception {
        try (Socket socket = gateway.http().connect()) {
            socket.getOutputStream().write(gateway.http().head("POST", CHAT, 200_000, "Expect: 100-continue"));
            Http.Answer answer = Http.read(socket, "POST");
            assertThat(refused(answer, 413, "body-too-large", "Content-Length")
                            .path("value")
                            .asString(""))
                    .isEqualTo("200000");
        }
    }

    private static Http.Answer begun(String framing, String body, boolean ends) throws IOException {
        return begun(gateway, framing, body, ends);
    }

    private static Http.Answer begun(GatewayHarness by, String framing, String body, boolean ends) throws IOException {
        try (Socket socket = by.http().connect()) {
            var out = socket.getOutputStream();
            out.write(by.http().head("POST", CHAT, -1, "Content-Type: application/json", framing));
            out.write(body.getBytes(StandardCharsets.ISO_8859_1));
            if (ends) {
                socket.shutdownOutput();
            }
            return Http.read(socket, "POST");
        }
    }

    @Test
    void aBodyOfUnknownLengthIsRefusedWhereItGrowsOverTheLimit() throws Exception {
        String chunk = "4000\r\n" + "x".repeat(0x4000) + "\r\n";
        Http.Answer answer = begun("Transfer-Encoding: chunked", chunk.repeat(5) + "0\r\n\r\n", false);
        refused(answer, 413, "body-too-large", "Content-Length");
    }

    @ParameterizedTest
    @CsvSource({"Content-Length: 100, {}", "Transfer-Encoding: chunked, 40"})
    void aBodyThatEndsTooSoonIsRefused(String framing, String body) throws Exception {
        refused(begun(framing, body, true), 400, "request-incomplete", "body");
    }

    @Test
    void chunksThatAreNoneAreRefused() throws Exception {
        refused(begun("Transfer-Encoding: chunked", "no chunk\r\n", false), 400, "request-malformed", "body");
    }

    @Test
    void aBodyThatComesTooSlowlyIsRefused() throws Exception {
        try (GatewayHarness own = GatewayHarness.start("gateway.body-grace=300ms")) {
            refused(own, begun(own, "Content-Length: 100", "{", false), 408, "request-timeout", null);
        }
    }

    @Test
    void aBodyThatExpandsBeyondAllBoundsIsRefused() throws Exception {
        var bytes = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write('{');
            for (int i = 0; i < 18; i++) {
                gzip.write(" ".repeat(1 << 20).getBytes(StandardCharsets.US_ASCII));
            }
        }
        Http.Answer answer = gateway.http()
                .send("POST", CHAT, bytes.toByteArray(), "Content-Encoding: gzip", "Content-Type: application/json");
        JsonNode event = refused(answer, 413, "body-expands", "Content-Encoding");
        assertThat(event.path("value").asString("")).isEqualTo("gzip");
    }

    @Test
    void whatTheSpoolHasNoRoomForIsRefusedForNow() throws Exception {
        MemoryBudget room = gateway.bean(Spool.class).room();
        long taken = room.limit() - 20_000;
        assertThat(room.reserve(taken)).isTrue();
        try {
            refused(gateway.http().post(CHAT, " ".repeat(40_000)), 503, "spool-full", null);
        } finally {
            room.release(taken);
        }
        assertThat(gateway.http().post(CHAT, CALL + " ".repeat(40_000)).status())
                .isEqualTo(200);
    }

    @Test
    void whatCannotBeSpooledIsRefusedForNow() throws Exception {
        Path spool = gateway.data().resolve("spool");
        Files.delete(spool);
        try {
            refused(gateway.http().post(CHAT, " ".repeat(40_000)), 503, "spool-unavailable", null);
        } finally {
            Files.createDirectory(spool);
        }
    }

    @Test
    void aRequestThatThereIsNoMemoryForIsRefusedForNow() throws Exception {
        MemoryBudget memory = gateway.bean(MemoryBudget.class);
        try (Socket socket = gateway.http().connect()) {
            Awaitility.await().until(() -> memory.used() > 0);
            long taken = memory.limit() - memory.used() - 4096;
            assertThat(memory.reserve(taken)).isTrue();
            try {
                gateway.http().write(socket, "POST", CHAT, CALL.getBytes(StandardCharsets.UTF_8));
                refused(Http.read(socket, "POST"), 503, "overloaded", null);
            } finally {
                memory.release(taken);
            }
        }
    }

    // The gateway itself.

    @Test
    void aFaultBeforeTheCallStartsIsToldAndNothingIsSent() throws Exception {
        gateway.journal().mood(FakeJournal.Mood.BREAKS);
        try {
            refused(gateway.http().post(CHAT, CALL), 500, "internal-error", null);
        } finally {
            gateway.journal().mood(FakeJournal.Mood.WORKS);
        }
    }

    @Test
    void aCallThatCannotBeRecordedIsNotLetThrough() throws Exception {
        var asked = new CountDownLatch(1);
        gateway.provider().says((connection, wire) -> asked.countDown());
        gateway.journal().mood(FakeJournal.Mood.FULL);
        try {
            Http.Answer answer = gateway.http().post(CHAT, CALL);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.json().path("code").asString("")).isEqualTo("recording-unavailable");
            assertThat(answer.header("retry-after")).contains("7");
            assertThat(gateway.find("ai.call.refused", answer.callId())).isNull();
            assertThat(asked.getCount()).isOne();
        } finally {
            gateway.journal().mood(FakeJournal.Mood.WORKS);
            gateway.providerSays("application/json", "{}");
        }
        assertThat(gateway.http().post(CHAT, CALL).status()).isEqualTo(200);
        assertThat(gateway.journal().types()).contains("recording.lapsed");
    }

    // What Tomcat's parser refuses.

    @ParameterizedTest
    @CsvSource({
        "'GARBAGE\r\n', 400",
        "'GET /o/\u0001 HTTP/1.1\r\nHost: x\r\n', 400",
        "'GET /o/x\\y HTTP/1.1\r\nHost: x\r\n', 400",
        "'GET /o/%00 HTTP/1.1\r\nHost: x\r\n', 400",
        "'GET /o/x HTTP/1.1\r\n', 400",
        "'POST /o/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n', 400",
        "'GET /o/x HTTP/7.0\r\nHost: x\r\n', 505",
        "'CONNECT x:443 HTTP/1.1\r\nHost: x\r\n', 501",
        "'PRI * HTTP/2.0\r\n', 505",
    })
    void whatIsNotHttpIsAnsweredInOurFormWithACallId(String head, int status) throws Exception {
        Http.Answer answer = gateway.raw(head + "\r\n");
        assertThat(answer.header("content-type")).contains("application/json");
        assertThat(answer.json().path("code").asString("")).isEqualTo("request-malformed");
        assertThat(answer.json().at("/error/message").asString("")).isNotBlank();
        assertThat(answer.status()).isEqualTo(status);
        JsonNode event = gateway.event("ai.call.refused", answer.callId());
        assertThat(event.path("code").asString("")).isEqualTo("request-malformed");
        assertThat(event.has("path")).isFalse();
    }

    @Test
    void aCallerCanHaveEvenTheDigestsLeftOutButNoMore() throws Exception {
        Http.Answer answer = gateway.http().post("/o/v1/chat/completions", CALL, "Chirograph-Payload: nothing");
        for (JsonNode digest : new JsonNode[] {
            gateway.event("ai.call.started", answer.callId()).at("/request/digest"),
            gateway.completed(answer).at("/response/digest")
        }) {
            assertThat(digest.at("/alg").stringValue()).isEqualTo("none");
            assertThat(digest.at("/length").longValue()).isPositive();
            assertThat(digest.has("value")).isFalse();
        }
        assertThat(gateway.event("ai.call.started", answer.callId())
                        .at("/dialect")
                        .stringValue())
                .isEqualTo("openai");
        Http.Answer more = gateway.http().post("/o/v1/chat/completions", CALL, "Chirograph-Payload: everything");
        assertThat(more.status()).isEqualTo(400);
        assertThat(more.json().at("/value").stringValue()).isEqualTo("everything");
    }

    @Test
    void aHeaderThatStandsTwiceIsReadWhole() throws Exception {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-0";
        Http.Answer answer = gateway.http()
                .post(
                        "/o/v1/chat/completions",
                        CALL,
                        "traceparent: " + trace + "0",
                        "traceparent: " + trace + "1",
                        "x-request-id: a",
                        "X-Request-Id: b");
        JsonNode started = gateway.event("ai.call.started", answer.callId());
        assertThat(started.at("/trace/traceparent").isMissingNode()).isTrue();
        assertThat(started.at("/trace/clientRequestId").stringValue()).isEqualTo("a, b");
        Http.Answer patience = gateway.http()
                .post("/o/v1/chat/completions", CALL, "cf-aig-request-timeout: 5000", "cf-aig-request-timeout: 1");
        assertThat(patience.json().at("/code").stringValue()).isEqualTo("timeout-invalid");
    }

    @Test
    void aHeaderBeyondAllBoundsIsRefusedInOurForm() throws Exception {
        Http.Answer answer = gateway.raw("GET /o/x HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(100_000) + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("request-malformed");
    }
}
