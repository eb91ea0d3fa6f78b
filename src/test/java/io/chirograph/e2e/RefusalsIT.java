package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What the gateway says no to, in which words, and that each no is in the trail.
@ExtendWith(Stage.class)
class RefusalsIT {
    private static final String CALL = "{\"model\":\"m\",\"messages\":[]}";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GARBAGE\r\n\r\n",
                "GET /sandbox/\u0001 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /sandbox/x\\y HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /sandbox/%00 HTTP/1.1\r\nHost: x\r\n\r\n",
                "GET /sandbox/x HTTP/1.1\r\n\r\n",
                "POST /sandbox/x HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
                "GET /sandbox/x HTTP/7.0\r\nHost: x\r\n\r\n"
            })
    void whatIsNotHttpIsAnsweredInOurFormWithACallId(String request, Stage stage) throws IOException {
        Http.Answer answer = raw(stage, request);
        assertThat(answer.status()).isBetween(400, 599);
        assertThat(answer.callId()).isNotBlank();
        assertThat(answer.header("content-type")).contains("application/json");
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("request-malformed");
        assertThat(answer.json().at("/error/message").stringValue()).isNotBlank();
    }

    @Test
    void aHeaderBeyondAllBoundsIsRefusedInOurForm(Stage stage) throws IOException {
        Http.Answer answer = raw(stage, "GET /sandbox/x HTTP/1.1\r\nHost: x\r\nX: " + "a".repeat(100_000) + "\r\n\r\n");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("request-malformed");
    }

    @Test
    void aTargetThatTheParserRefusesIsNotLogged(Stage stage) throws IOException {
        raw(stage, "GET /sandbox/x\u0001?key=CANARY-4711 HTTP/1.1\r\nHost: x\r\n\r\n");
        stage.http().post("/sandbox/v1/chat/completions?key=CANARY-4712", CALL);
        assertThat(stage.gateway().log()).doesNotContain("CANARY-");
        assertThat(stage.gateway().journal().events().toString()).doesNotContain("CANARY-");
    }

    @ParameterizedTest
    @CsvSource({
        "/nobody/v1/x, 404, provider-unknown, nobody",
        "/mistral/v1/x, 404, provider-inactive, mistral",
        "/sandbox/a/../b, 400, path-refused, /a/../b",
        "/audit/../sandbox/v1/models, 400, path-refused, /../sandbox/v1/models"
    })
    void aRefusalNamesItsFieldAndValueAndIsRecorded(String path, int status, String code, String value, Stage stage)
            throws IOException {
        Http.Answer answer = stage.http().post(path, CALL);
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.header("x-should-retry")).contains("false");
        assertThat(answer.json().at("/code").stringValue()).isEqualTo(code);
        assertThat(answer.json().at("/value").stringValue()).isEqualTo(value);
        JsonNode refused = stage.gateway()
                .journal()
                .find("ai.call.refused", answer.callId())
                .orElseThrow();
        assertThat(refused.at("/code").stringValue()).isEqualTo(code);
        assertThat(refused.at("/value").stringValue()).isEqualTo(value);
        assertThat(refused.at("/actor/verified/application").isString()).isTrue();
    }

    @Test
    void metadataThatCannotBeTakenIsRefusedByName(Stage stage) throws IOException {
        Http.Answer answer = stage.http().post("/sandbox/v1/chat/completions", CALL, "Chirograph-Metadata: {\"a\":{}}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("metadata-invalid");
        assertThat(answer.json().at("/field").stringValue()).startsWith("chirograph-metadata");
    }

    @Test
    void aBodyOverTheLimitIsRefusedBeforeItIsSent(Stage stage) throws IOException {
        try (var socket = stage.http().connect()) {
            socket.getOutputStream()
                    .write(stage.http()
                            .head("POST", "/sandbox/v1/chat/completions", 200L << 20, "Expect: 100-continue"));
            Http.Answer answer = Http.read(socket, "POST");
            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.json().at("/value").stringValue()).isEqualTo("209715200");
        }
    }

    @Test
    void aCallerCanHaveEvenTheDigestsLeftOutButNoMore(Stage stage) throws IOException {
        Http.Answer answer = stage.http().post("/sandbox/v1/chat/completions", CALL, "Chirograph-Payload: nothing");
        JournalView journal = stage.gateway().journal();
        for (JsonNode digest : new JsonNode[] {
            journal.started(answer.callId()).at("/request/digest"),
            journal.completed(answer.callId()).at("/response/digest")
        }) {
            assertThat(digest.at("/alg").stringValue()).isEqualTo("none");
            assertThat(digest.at("/length").longValue()).isPositive();
            assertThat(digest.has("value")).isFalse();
        }
        assertThat(journal.started(answer.callId()).at("/dialect").stringValue())
                .isEqualTo("openai");
        Http.Answer more = stage.http().post("/sandbox/v1/chat/completions", CALL, "Chirograph-Payload: clear");
        assertThat(more.status()).isEqualTo(400);
        assertThat(more.json().at("/value").stringValue()).isEqualTo("clear");
    }

    @Test
    void aHeaderThatStandsTwiceIsReadWhole(Stage stage) throws IOException {
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4737-00f067aa0ba902b7-0";
        Http.Answer answer = stage.http()
                .post(
                        "/sandbox/v1/chat/completions",
                        CALL,
                        "traceparent: " + trace + "0",
                        "traceparent: " + trace + "1",
                        "x-request-id: a",
                        "X-Request-Id: b");
        JsonNode started = stage.gateway().journal().started(answer.callId());
        assertThat(started.at("/trace/traceparent").isMissingNode()).isTrue();
        assertThat(started.at("/trace/clientRequestId").stringValue()).isEqualTo("a, b");
        Http.Answer patience = stage.http()
                .post(
                        "/sandbox/v1/chat/completions",
                        CALL,
                        "cf-aig-request-timeout: 5000",
                        "cf-aig-request-timeout: 1");
        assertThat(patience.json().at("/code").stringValue()).isEqualTo("timeout-invalid");
    }

    @Test
    void anUnknownKeyIsRefusedAndCountedButNeverShown(Stage stage) throws IOException {
        String key = "cg_nobody_" + "0".repeat(43);
        Http.Answer answer = new Http(stage.gateway().port(), key).post("/sandbox/v1/chat/completions", CALL);
        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.json().at("/code").stringValue()).isEqualTo("key-unknown");
        assertThat(answer.text()).doesNotContain(key);
        assertThat(stage.gateway().journal().events().toString()).doesNotContain("0".repeat(43));
    }

    @Test
    void metadataAndTraceAreRecordedAndFoundAgain(Stage stage) throws IOException {
        String trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        Http.Answer answer = stage.http()
                .post(
                        "/sandbox/v1/chat/completions",
                        "{\"model\":\"m\",\"messages\":[],\"user\":\"u-9\",\"safety_identifier\":\"s-9\"}",
                        "Chirograph-Metadata: {\"case\":\"c-17\",\"urgent\":true}",
                        "Helicone-User-Id: ada",
                        "traceparent: 00-" + trace + "-00f067aa0ba902b7-01",
                        "cf-aig-event-id: mine-1");
        assertThat(answer.header("cf-aig-log-id")).contains(answer.callId());
        try (var trail = new Trail(stage.gateway())) {
            for (String query :
                    new String[] {"metadata.case=c-17", "traceId=" + trace, "clientRequestId=mine-1", "actor=s-9"}) {
                Awaitility.await(query)
                        .atMost(java.time.Duration.ofMinutes(1))
                        .untilAsserted(() -> assertThat(trail.get("/audit/v1/calls?" + query)
                                        .at("/items/0/callId")
                                        .asString(""))
                                .isEqualTo(answer.callId()));
            }
            JsonNode actor = trail.get("/audit/v1/calls/" + answer.callId()).at("/actor");
            assertThat(actor.at("/asserted/user").stringValue()).isEqualTo("ada");
            assertThat(actor.at("/asserted/bodyUser").stringValue()).isEqualTo("u-9");
            assertThat(actor.at("/asserted/bodySafetyIdentifier").stringValue()).isEqualTo("s-9");
            assertThat(actor.at("/verified/keyId").stringValue()).isEqualTo("dev");
        }
    }

    private static Http.Answer raw(Stage stage, String request) throws IOException {
        try (var socket = stage.http().connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return Http.read(socket, "GET");
        }
    }
}
