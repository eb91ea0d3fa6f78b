package io.chirograph.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.e2e.Http;
import io.chirograph.gateway.dialect.AwsMessages;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/// What the trail says of an answer's end, for each way to frame each kind of body.
@Timeout(300)
class ResponseEndsTest {
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

    private static GatewayHarness gateway;

    @BeforeAll
    static void start() throws Exception {
        gateway =
                GatewayHarness.start("gateway.providers.b.dialect=bedrock", "gateway.providers.b.base-url={provider}");
    }

    @AfterAll
    static void stop() throws Exception {
        gateway.close();
    }

    private static void says(String type, String framing, byte[] body) {
        gateway.provider().says((connection, wire) -> {
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

    @ParameterizedTest
    @CsvSource({
        "o,     json,   length, whole,  ok,             , verified,   true",
        "o,     json,   chunks, whole,  ok,             , verified,   true",
        "o,     json,   close,  whole,  ok,             , verified,   true",
        "o,     json,   length, half,   provider-error, truncated, unverified, true",
        "o,     json,   chunks, half,   provider-error, truncated, unverified, true",
        "o,     json,   close,  half,   provider-error, truncated, , false",
        "x,     json,   close,  half,   provider-error, truncated, , false",
        "x,     json,   close,  whole,  ok,             , verified,   true",
        "x,     json,   length, half,   ok,             , verified,   true",
        "o,     events, chunks, done,   ok,             , verified,   true",
        "o,     events, close,  done,   ok,             , verified,   true",
        "o,     events, chunks, finish, ok,             , unverified, true",
        "o,     events, chunks, delta,  provider-error, no-terminal-event, unverified, true",
        "o,     events, close,  delta,  provider-error, truncated, , false",
        "x,     events, chunks, done,   ok,             , unverified, true",
        "x,     events, close,  done,   ok,             , unverified, true",
        "x,     sound,  chunks, done,   ok,             , verified,   true",
        "x,     sound,  close,  done,   ok,             , unverified, true",
        "o,     sound,  length, half,   ok,             , verified,   true"
    })
    void anEndThatIsNotKnownIsNotClaimed(
            String provider,
            String kind,
            String framing,
            String body,
            String outcome,
            String reason,
            String end,
            boolean isClean)
            throws IOException {
        String type = kind.equals("json") ? JSON : kind.equals("events") ? EVENTS : "audio/mpeg";
        says(type, framing, BODIES.getOrDefault(body, "").getBytes(StandardCharsets.UTF_8));
        Http.Answer answer = gateway.http().post("/" + provider + "/v1/chat/completions", CHAT);
        assertThat(answer.clean()).isEqualTo(isClean);
        if (isClean) {
            assertThat(answer.text()).isEqualTo(BODIES.get(body));
        }
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.path("outcome").stringValue()).isEqualTo(outcome);
        assertThat(completed.path("reason").asString(null)).isEqualTo(reason);
        assertThat(completed.path("end").asString(null)).isEqualTo(end);
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void googlesStreamsHaveTheirFactsInBothForms(boolean isList) throws IOException {
        String last =
                "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hi\"}]},\"finishReason\":\"STOP\",\"index\":0}],"
                        + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":2,\"thoughtsTokenCount\":4},"
                        + "\"modelVersion\":\"gemini-x\",\"responseId\":\"r-7\"}";
        String first = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"oh \"}]},\"index\":0}]}";
        String[] bodies = isList
                ? new String[] {"[" + first + ",\r\n" + last + "\n]", "[" + first}
                : new String[] {"data: " + first + "\n\ndata: " + last + "\n\n", "data: " + first + "\n\n"};
        String path = "/g/v1beta/models/gemini-x:streamGenerateContent" + (isList ? "" : "?alt=sse");
        says(isList ? JSON : EVENTS, "chunks", bodies[0].getBytes(StandardCharsets.UTF_8));
        Http.Answer answer = gateway.http().post(path, "{\"contents\":[]}");
        assertThat(answer.text()).isEqualTo(bodies[0]);
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(completed.path("end").stringValue()).isEqualTo("verified");
        assertThat(completed.path("streamed").booleanValue()).isTrue();
        assertThat(completed.path("gen_ai.response.model").stringValue()).isEqualTo("gemini-x");
        assertThat(completed.path("gen_ai.response.id").stringValue()).isEqualTo("r-7");
        assertThat(completed.path("gen_ai.usage.output_tokens").longValue()).isEqualTo(6);
        assertThat(completed.at("/response/textDigest/length").longValue()).isEqualTo(5);
        assertThat(completed.at("/usage/reported/thoughtsTokenCount").longValue())
                .isEqualTo(4);
        assertThat(gateway.event("ai.call.started", answer.callId())
                        .path("gen_ai.request.stream")
                        .booleanValue())
                .isTrue();
        says(isList ? JSON : EVENTS, "chunks", bodies[1].getBytes(StandardCharsets.UTF_8));
        JsonNode cut = gateway.completed(gateway.http().post(path, "{\"contents\":[]}"));
        assertThat(cut.path("outcome").stringValue()).isEqualTo("provider-error");
        assertThat(cut.path("reason").stringValue()).isEqualTo("no-terminal-event");
    }

    @Test
    void amazonsStreamsHaveTheirFacts() throws IOException {
        byte[] text = AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"hi\"}}");
        byte[] end = AwsMessages.stream(
                AwsMessages.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                AwsMessages.event("metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":2}}"));
        String type = "application/vnd.amazon.eventstream";
        byte[] whole = AwsMessages.stream(text, end);
        says(type, "chunks", whole);
        Http.Answer answer = gateway.http().post("/b/model/m/converse-stream", "{\"messages\":[]}");
        assertThat(answer.body()).isEqualTo(whole);
        JsonNode completed = gateway.completed(answer);
        assertThat(completed.path("outcome").stringValue()).isEqualTo("ok");
        assertThat(completed.path("end").stringValue()).isEqualTo("verified");
        assertThat(completed.path("gen_ai.usage.input_tokens").longValue()).isEqualTo(3);
        assertThat(completed.path("bytesReleased").longValue()).isEqualTo(text.length);
        says(type, "chunks", text);
        JsonNode cut = gateway.completed(gateway.http().post("/b/model/m/converse-stream", "{\"messages\":[]}"));
        assertThat(cut.path("reason").stringValue()).isEqualTo("no-terminal-event");
        says(type, "chunks", AwsMessages.stream(text, AwsMessages.exception("throttlingException")));
        JsonNode failed = gateway.completed(gateway.http().post("/b/model/m/converse-stream", "{\"messages\":[]}"));
        assertThat(failed.path("reason").stringValue()).isEqualTo("stream-error");
    }
}
