package io.chirograph.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.dialect.AwsMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What the trail says of an answer's end, for each way to frame each kind of body.
@ExtendWith(Stage.class)
class AnswerEndsIT {
    private static final String CHAT = "{\"model\":\"m\"}";
    private static final String JSON = "application/json";
    private static final String EVENTS = "text/event-stream";
    private static final String WHOLE =
            "{\"id\":\"x\",\"model\":\"m\",\"choices\":[],\"error\":{\"message\":\"\",\"code\":null}}";
    private static final String HALF = "{\"id\":\"x\",\"choices\":[{\"message\":{\"content\":\"to be conti";
    private static final String DELTA = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"}}]}\n\n";
    private static final String FINISH =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final Map<String, String> BODIES = Map.of(
            "whole", WHOLE, "half", HALF, "delta", DELTA, "finish", DELTA + FINISH, "done", DELTA + "data: [DONE]\n\n");

    private static void says(Stage stage, String type, String framing, byte[] body) {
        stage.raw().says((connection, wire) -> {
            wire.request();
            String head = "HTTP/1.1 200 OK\r\nContent-Type: " + type + "\r\n";
            switch (framing) {
                case "length" -> {
                    wire.raw(head + "Content-Length: " + body.length + "\r\n\r\n");
                    wire.raw(body);
                }
                case "chunks" -> {
                    wire.raw(head + "Transfer-Encoding: chunked\r\n\r\n");
                    wire.chunk(body);
                    wire.lastChunk();
                }
                default -> {
                    wire.raw(head + "Connection: close\r\n\r\n");
                    wire.raw(body);
                }
            }
        });
    }

    private static JsonNode completed(Stage stage, Http.Answer answer) throws IOException {
        return stage.gateway().journal().completed(answer.callId());
    }

    @ParameterizedTest
    @CsvSource({
        "raw,   json,   length, whole,  ok,             , verified,   true",
        "raw,   json,   chunks, whole,  ok,             , verified,   true",
        "raw,   json,   close,  whole,  ok,             , verified,   true",
        "raw,   json,   length, half,   provider-error, truncated, unverified, true",
        "raw,   json,   chunks, half,   provider-error, truncated, unverified, true",
        "raw,   json,   close,  half,   provider-error, truncated, , false",
        "raw-x, json,   close,  half,   provider-error, truncated, , false",
        "raw-x, json,   close,  whole,  ok,             , verified,   true",
        "raw-x, json,   length, half,   ok,             , verified,   true",
        "raw,   events, chunks, done,   ok,             , verified,   true",
        "raw,   events, close,  done,   ok,             , verified,   true",
        "raw,   events, chunks, finish, ok,             , unverified, true",
        "raw,   events, chunks, delta,  provider-error, no-terminal-event, unverified, true",
        "raw,   events, close,  delta,  provider-error, truncated, , false",
        "raw-x, events, chunks, done,   ok,             , unverified, true",
        "raw-x, events, close,  done,   ok,             , unverified, true",
        "raw-x, sound,  chunks, done,   ok,             , verified,   true",
        "raw-x, sound,  close,  done,   ok,             , unverified, true",
        "raw,   sound,  length, half,   ok,             , verified,   true"
    })
    void anEndThatIsNotKnownIsNotClaimed(
            String provider,
            String kind,
            String framing,
            String body,
            String outcome,
            String reason,
            String end,
            boolean isClean,
            Stage stage)
            throws IOException {
        String type = kind.equals("json") ? JSON : kind.equals("events") ? EVENTS : "audio/mpeg";
        says(stage, type, framing, BODIES.getOrDefault(body, "").getBytes(StandardCharsets.UTF_8));
        Http.Answer answer = stage.http().post("/" + provider + "/v1/chat/completions", CHAT);
        assertThat(answer.clean()).isEqualTo(isClean);
        if (isClean) {
            assertThat(answer.text()).isEqualTo(BODIES.get(body));
        }
        JsonNode completed = completed(stage, answer);
        assertThat(completed.path("outcome").stringValue()).isEqualTo(outcome);
        assertThat(completed.path("reason").asString(null)).isEqualTo(reason);
        assertThat(completed.path("end").asString(null)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void googlesStreamsHaveTheirFactsInBothForms(boolean isList, Stage stage) throws IOException {
        String last =
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hi\"}]},\"finishReason\":\"STOP\",\"index\":0}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2,\"thoughtsTokenCount\":4},"
                        + "\"modelVersion\":\"gemini-x\",\"responseId\":\"r-7\"}";
        String first = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"oh \"}]},\"index\":0}]}";
        String[] bodies = isList
                ? new String[] {"[" + first + ",\r\n" + last + "\n]", "[" + first}
                : new String[] {"data: " + first + "\n\ndata: " + last + "\n\n", "data: " + first + "\n\n"};
        String path = "/raw-g/v1beta/models/gemini-x:streamGenerateContent" + (isList ? "" : "?alt=sse");
        says(stage, isList ? JSON : EVENTS, "chunks", bodies[0].getBytes(StandardCharsets.UTF_8));
        Http.Answer answer = stage.http().post(path, "{\"contents\":[]}");
        assertThat(answer.text()).isEqualTo(bodies[0]);
        JsonNode completed = completed(stage, answer);
        assertThat(completed.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(completed.path("end").stringValue()).isEqualTo("verified");
        assertThat(completed.path("streamed").booleanValue()).isTrue();
        assertThat(completed.path("gen_ai.response.model").stringValue()).isEqualTo("gemini-x");
        assertThat(completed.path("gen_ai.response.id").stringValue()).isEqualTo("r-7");
        assertThat(completed.path("gen_ai.usage.output_tokens").longValue()).isEqualTo(6);
        assertThat(completed.at("/response/textDigest/length").longValue()).isEqualTo(5);
        assertThat(completed.at("/usage/reported/thoughtsTokenCount").longValue())
                .isEqualTo(4);
        assertThat(stage.gateway()
                        .journal()
                        .started(answer.callId())
                        .path("gen_ai.request.stream")
                        .booleanValue())
                .isTrue();
        says(stage, isList ? JSON : EVENTS, "chunks", bodies[1].getBytes(StandardCharsets.UTF_8));
        JsonNode cut = completed(stage, stage.http().post(path, "{\"contents\":[]}"));
        assertThat(cut.path("outcome").stringValue()).isEqualTo("provider-error");
        assertThat(cut.path("reason").stringValue()).isEqualTo("no-terminal-event");
    }

    @Test
    void amazonsStreamsHaveTheirFacts(Stage stage) throws IOException {
        byte[] text = AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"hi\"}}");
        byte[] end = AwsMessages.stream(
                AwsMessages.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                AwsMessages.event("metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":2}}"));
        String type = "application/vnd.amazon.eventstream";
        byte[] whole = AwsMessages.stream(text, end);
        says(stage, type, "chunks", whole);
        Http.Answer answer = stage.http().post("/raw-b/model/m/converse-stream", "{\"messages\":[]}");
        assertThat(answer.body()).isEqualTo(whole);
        JsonNode completed = completed(stage, answer);
        assertThat(completed.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(completed.path("end").stringValue()).isEqualTo("verified");
        assertThat(completed.path("gen_ai.usage.input_tokens").longValue()).isEqualTo(3);
        assertThat(completed.path("bytesReleased").longValue()).isEqualTo(text.length);
        says(stage, type, "chunks", text);
        JsonNode cut = completed(stage, stage.http().post("/raw-b/model/m/converse-stream", "{\"messages\":[]}"));
        assertThat(cut.path("reason").stringValue()).isEqualTo("no-terminal-event");
        says(stage, type, "chunks", AwsMessages.stream(text, AwsMessages.exception("throttlingException")));
        JsonNode failed = completed(stage, stage.http().post("/raw-b/model/m/converse-stream", "{\"messages\":[]}"));
        assertThat(failed.path("reason").stringValue()).isEqualTo("stream-error");
    }
}
