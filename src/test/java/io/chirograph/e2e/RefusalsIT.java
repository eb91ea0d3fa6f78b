package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What of a request is in the program's log, and how a call is found again in the trail.
@ExtendWith(Stage.class)
class RefusalsIT {
    private static final String CALL = "{\"model\":\"m\",\"messages\":[]}";

    @Test
    void aTargetThatTheParserRefusesIsNotLogged(Stage stage) throws IOException {
        raw(stage, "GET /sandbox/x\u0001?key=CANARY-4711 HTTP/1.1\r\nHost: x\r\n\r\n");
        stage.http().post("/sandbox/v1/chat/completions?key=CANARY-4712", CALL);
        assertThat(stage.gateway().log()).doesNotContain("CANARY-");
        assertThat(stage.gateway().journal().events().toString()).doesNotContain("CANARY-");
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
                        .atMost(java.time.Duration.ofMinutes(2))
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
