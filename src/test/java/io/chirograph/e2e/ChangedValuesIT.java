package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// A value that the trail does not hold as it came is among those that it says were changed.
@ExtendWith(Stage.class)
class ChangedValuesIT {
    /// A question mark becomes a byte that is no UTF-8.
    private static byte[] bytes(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = bytes[i] == '?' ? (byte) 0xFF : bytes[i];
        }
        return bytes;
    }

    private static List<String> said(JsonNode event, String how) {
        return event.path(how).values().stream().map(JsonNode::stringValue).toList();
    }

    private static JsonNode[] call(Stage stage, String model) throws Exception {
        byte[] answer = bytes("{\"id\":\"" + model + "\",\"model\":\"" + model
                + "\",\"choices\":[{\"index\":0,\"finish_reason\":\"" + model + "\"}]}");
        stage.raw().says((connection, wire) -> {
            wire.request();
            wire.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + answer.length
                    + "\r\nx-request-id: " + "r".repeat(model.length()) + "\r\n\r\n");
            wire.raw(answer);
        });
        byte[] body = bytes("{\"model\":\"" + model + "\",\"temperature\":0.30000000000000004441,\"top_p\":0.7}");
        Http.Answer back = stage.http()
                .send(
                        "POST",
                        "/raw/v1/chat/completions",
                        body,
                        "Content-Type: application/json",
                        "x-client-request-id: " + "c".repeat(model.length()));
        assertThat(back.status()).isEqualTo(200);
        var journal = stage.gateway().journal();
        return new JsonNode[] {journal.started(back.callId()), journal.completed(back.callId())};
    }

    @Test
    void longValuesAreSaidToBeCut(Stage stage) throws Exception {
        JsonNode[] events = call(stage, "m".repeat(10_000));
        assertThat(events[0].path("gen_ai.request.model").stringValue()).isEqualTo("m".repeat(256));
        assertThat(said(events[0], "truncated")).contains("gen_ai.request.model", "trace.clientRequestId");
        assertThat(said(events[1], "truncated"))
                .contains(
                        "gen_ai.response.model",
                        "gen_ai.response.id",
                        "gen_ai.response.finish_reasons",
                        "providerRequestId");
        JsonNode[] exact = call(stage, "m".repeat(256));
        assertThat(exact[0].has("truncated")).isFalse();
        assertThat(said(exact[1], "truncated")).containsExactly("gen_ai.response.finish_reasons");
    }

    @Test
    void whatIsNoCharacterAndNoDoubleIsSaidToBeReplaced(Stage stage) throws Exception {
        for (String model : List.of("a\\ud800b", "a?b", "a\\ude00b")) {
            JsonNode[] events = call(stage, model);
            assertThat(events[0].path("gen_ai.request.model").stringValue()).isEqualTo("a\uFFFDb");
            assertThat(said(events[0], "normalised"))
                    .containsExactly("gen_ai.request.model", "gen_ai.request.temperature");
            assertThat(events[0].path("gen_ai.request.temperature").stringValue())
                    .isEqualTo("0.30000000000000004441");
            assertThat(said(events[1], "normalised"))
                    .contains("gen_ai.response.model", "gen_ai.response.id", "gen_ai.response.finish_reasons");
        }
        JsonNode[] meant = call(stage, "a\uFFFDb");
        assertThat(said(meant[0], "normalised")).containsExactly("gen_ai.request.temperature");
        assertThat(meant[1].has("normalised")).isFalse();
    }

    @Test
    void aSandboxAndARefusalTakeSuchNamesToo(Stage stage) throws Exception {
        byte[] body = bytes("{\"model\":\"a\\ud800b\",\"messages\":[]}");
        Http.Answer answer =
                stage.http().send("POST", "/sandbox/v1/chat/completions", body, "Content-Type: application/json");
        assertThat(answer.status()).isEqualTo(200);
    }
}
