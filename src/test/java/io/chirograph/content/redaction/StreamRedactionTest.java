package io.chirograph.content.redaction;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Streams: texts are redacted as wholes, however they came.
class StreamRedactionTest {
    private static final String MAIL = "alice@example.org";

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Sample(String name, String dialect, String type, byte[] body, List<String> texts) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Arguments> samples() {
        return Stream.of(
                        new Sample(
                                "chat",
                                "openai",
                                "text/event-stream",
                                utf8(chat("\n")),
                                List.of("Mail [email] now", "{\"to\":\"[email]\"}", "second [email]")),
                        new Sample(
                                "chat with CRLF",
                                "openai",
                                "text/event-stream; charset=utf-8",
                                utf8(chat("\r\n")),
                                List.of("Mail [email] now", "{\"to\":\"[email]\"}", "second [email]")),
                        new Sample(
                                "chat with CR",
                                "sandbox",
                                "text/event-stream",
                                utf8(chat("\r")),
                                List.of("Mail [email] now", "{\"to\":\"[email]\"}", "second [email]")),
                        new Sample(
                                "responses",
                                "openai",
                                "text/event-stream",
                                utf8(responses()),
                                List.of("Hi [email].", "other [email]", "whole [email]")),
                        new Sample(
                                "messages",
                                "anthropic",
                                "text/event-stream",
                                utf8(messages()),
                                List.of("thinking of [email]", "to [email]", "{\"mail\":\"[email]\"}")),
                        new Sample(
                                "gemini",
                                "gemini",
                                "text/event-stream",
                                utf8(gemini(true)),
                                List.of("thought [email]", "say [email]", "other [email]")),
                        new Sample(
                                "gemini list",
                                "gemini",
                                "application/json",
                                utf8(gemini(false)),
                                List.of("thought [email]", "say [email]", "other [email]")),
                        new Sample(
                                "lines",
                                "generic",
                                "application/x-ndjson",
                                utf8("{\"response\":\"to alice@ex\"}\n{\"response\":\"ample.org\"}\n{\"done\":true}\n"),
                                List.of("to [email]")),
                        new Sample(
                                "converse",
                                "bedrock",
                                "application/vnd.amazon.eventstream",
                                converse(),
                                List.of("to [email]", "{\"mail\":\"[email]\"}")),
                        new Sample(
                                "invoke",
                                "bedrock",
                                "application/vnd.amazon.eventstream",
                                invoke(),
                                List.of("thinking of [email]", "to [email]", "{\"mail\":\"[email]\"}")))
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("samples")
    void textsArePutTogether(Sample sample) {
        JsonNode document = JsonMapper.shared().readTree(whole(sample).text());
        List<String> texts = document.get("texts")
                .valueStream()
                .map(text -> text.get("text").asString().replaceAll("\\[email:[0-9a-f]{16}]", "[email]"))
                .filter(text -> text.contains("[email]"))
                .toList();
        assertThat(texts).containsExactlyInAnyOrderElementsOf(sample.texts());
        assertThat(whole(sample).text()).doesNotContain(MAIL, "opaque-handle");
        assertThat(document.get("cut").asBoolean()).isFalse();
        assertThat(document.get("stream").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void howTheBytesComeMakesNoDifference(Sample sample) {
        String whole = whole(sample).text();
        for (int atOnce = 1; atOnce < Math.min(64, sample.body().length); atOnce++) {
            var done = Redactions.redact(
                    Redactions.DEFAULT,
                    Redactions.subject(true, sample.dialect(), sample.type()),
                    Redactions.slow(sample.body(), atOnce));
            assertThat(done.text()).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aStreamThatIsCutAtAnyByteIsRedactedAsFarAsItCame(Sample sample) {
        int texts = 0;
        for (int length = 1; length < sample.body().length; length++) {
            var done = Redactions.redact(
                    Redactions.subject(true, sample.dialect(), sample.type()), Arrays.copyOf(sample.body(), length));
            assertThat(done.report().incomplete()).as("cut at %d", length).isNull();
            assertThat(done.text()).as("cut at %d", length).doesNotContain(MAIL, "opaque-handle");
            if (done.text().startsWith("{\"stream\"")) {
                JsonNode document = JsonMapper.shared().readTree(done.text());
                texts = Math.max(texts, document.get("texts").size());
            }
        }
        assertThat(texts).isPositive();
    }

    @Test
    void theFormOfTheDocument() {
        var done = Redactions.response(
                "openai",
                "text/event-stream",
                ": hello\n\nevent: x\ndata: {\"id\":\"c1\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"a\"}}]}\n\n"
                        + "data: {\"choices\":[{\"delta\":{\"content\":\"b\"},\"index\":1}]}\n\ndata: plain " + MAIL
                        + "\n\ndata: [DONE]\n\n");
        assertThat(done.text().replaceAll("\\[email:[0-9a-f]{16}]", "[email]"))
                .isEqualTo("{\"stream\":true,\"events\":["
                        + "{\"event\":\"x\",\"data\":{\"id\":\"c1\",\"choices\":[{\"index\":1,\"delta\":{\"content\":\"[text]\"}}]}},"
                        + "{\"data\":{\"choices\":[{\"delta\":{\"content\":\"[text]\"},\"index\":1}]}},{\"data\":\"[text]\"},"
                        + "{\"data\":\"[DONE]\"}],\"texts\":["
                        + "{\"choice\":1,\"part\":0,\"path\":\"x.choices[1].delta.content\",\"text\":\"a\"},"
                        + "{\"choice\":1,\"part\":0,\"path\":\"choices[1].delta.content\",\"text\":\"b\"},"
                        + "{\"choice\":0,\"part\":0,\"path\":\"data\",\"text\":\"plain [email]\"}],\"cut\":false}");
    }

    @Test
    void textsOfAStreamAreBounded() {
        String event =
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"" + "word ".repeat(200) + "\"}}]}\n\n";
        var done = Redactions.response("openai", "text/event-stream", event.repeat(4500));
        assertThat(done.report().incomplete()).isEqualTo("stream-too-large");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 5000; i++) {
            many.append("data: {\"choices\":[{\"index\":").append(i).append(",\"delta\":{\"content\":\"x\"}}]}\n\n");
        }
        assertThat(Redactions.response("openai", "text/event-stream", many.toString())
                        .report()
                        .incomplete())
                .isEqualTo("stream-too-large");
    }

    private static Redactions.Done whole(Sample sample) {
        return Redactions.redact(Redactions.subject(true, sample.dialect(), sample.type()), sample.body());
    }

    private static String chat(String end) {
        String[] events = {
            "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Mail ali\"}},{\"index\":1,\"delta\":{\"content\":\"second \"}}]}",
            "{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"alice\"}},{\"index\":0,\"delta\":{\"content\":\"ce\\u0040exa\"}}]}",
            "{\"choices\":[{\"delta\":{\"content\":\"mple.org\"},\"index\":0},{\"delta\":{\"content\":\"@example.org\"},\"index\":1}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"content\":\" now\"}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"t\",\"type\":\"function\","
                    + "\"function\":{\"name\":\"mail\",\"arguments\":\"\"}}]}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"to\\\":\\\"alice\\\\u00\"}}]}}]}",
            "{\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"40example.org\\\"}\"}}]}}]}",
            "{\"choices\":[],\"usage\":{\"total_tokens\":12}}",
            "[DONE]"
        };
        StringBuilder stream = new StringBuilder();
        for (String event : events) {
            stream.append("data: ").append(event).append(end).append(end);
        }
        return stream.toString();
    }

    private static String responses() {
        return named(
                        "response.output_text.delta",
                        "\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,\"delta\":\"Hi alice@\"")
                + named(
                        "response.output_text.delta",
                        "\"item_id\":\"n\",\"output_index\":1,\"content_index\":0,\"delta\":\"other alice\"")
                + named(
                        "response.output_text.delta",
                        "\"delta\":\"example.org.\",\"item_id\":\"m\",\"output_index\":0,\"content_index\":0")
                + named(
                        "response.output_text.delta",
                        "\"delta\":\"@example.org\",\"item_id\":\"n\",\"output_index\":1,\"content_index\":0")
                + named(
                        "response.output_text.done",
                        "\"item_id\":\"m\",\"output_index\":0,\"content_index\":0,\"text\":\"whole alice@example.org\"")
                + named(
                        "response.output_item.done",
                        "\"item\":{\"type\":\"reasoning\",\"encrypted_content\":\"opaque-handle\"}");
    }

    private static String messages() {
        StringBuilder stream = new StringBuilder();
        for (String event : messageEvents()) {
            String type = JsonMapper.shared().readTree(event).get("type").asString();
            stream.append("event: ")
                    .append(type)
                    .append("\ndata: ")
                    .append(event)
                    .append("\n\n");
        }
        return stream.toString();
    }

    private static List<String> messageEvents() {
        return List.of(
                "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"role\":\"assistant\",\"content\":[]}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"thinking of alice\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"@example.org\"}}",
                "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"opaque-handle\"}}",
                "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"to alice@exam\"}}",
                "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{\\\"mail\\\":\\\"alice@\"}}",
                "{\"type\":\"content_block_delta\",\"index\":1,\"delta\":{\"type\":\"text_delta\",\"text\":\"ple.org\"}}",
                "{\"type\":\"content_block_delta\",\"index\":2,\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"example.org\\\"}\"}}",
                "{\"type\":\"message_stop\"}");
    }

    private static String named(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    private static String gemini(boolean isEvents) {
        String[] events = {
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"thought ali\",\"thought\":true}]}}]}",
            "{\"candidates\":[{\"content\":{\"parts\":[{\"thought\":true,\"text\":\"ce@example.org\"}]}}]}",
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"say alice@exa\",\"thoughtSignature\":\"opaque-handle\"}]}},"
                    + "{\"index\":1,\"content\":{\"parts\":[{\"text\":\"other alice@\"}]}}]}",
            "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"mple.org\"}]},\"finishReason\":\"STOP\",\"index\":0},"
                    + "{\"index\":1,\"content\":{\"parts\":[{\"text\":\"example.org\"}]}}],\"modelVersion\":\"g\"}"
        };
        return isEvents
                ? "data: " + String.join("\r\n\r\ndata: ", events) + "\r\n\r\n"
                : "[" + String.join("\n,\r\n", events) + "\n]\n";
    }

    private static byte[] converse() {
        var out = new ByteArrayOutputStream();
        message(out, "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"to alice@exa\"}}");
        message(
                out,
                "contentBlockDelta",
                "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{\\\"mail\\\":\\\"alice\"}}}");
        message(out, "contentBlockDelta", "{\"delta\":{\"text\":\"mple.org\"},\"contentBlockIndex\":0}");
        message(
                out,
                "contentBlockDelta",
                "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"@example.org\\\"}\"}}}");
        message(out, "metadata", "{\"usage\":{\"inputTokens\":1}}");
        return out.toByteArray();
    }

    private static byte[] invoke() {
        var out = new ByteArrayOutputStream();
        for (String event : messageEvents()) {
            String base64 = Base64.getEncoder().encodeToString(utf8(event));
            message(out, "chunk", "{\"bytes\":\"" + base64 + "\",\"p\":\"abc\"}");
        }
        return out.toByteArray();
    }

    private static void message(ByteArrayOutputStream out, String name, String json) {
        byte[] payload = utf8(json);
        var headers = ByteBuffer.allocate(64);
        headers.put((byte) 11)
                .put(utf8(":event-type"))
                .put((byte) 7)
                .putShort((short) name.length())
                .put(utf8(name));
        int total = 12 + headers.position() + payload.length + 4;
        var message = ByteBuffer.allocate(total);
        message.putInt(total).putInt(headers.position());
        var crc = new CRC32();
        crc.update(message.array(), 0, 8);
        message.putInt((int) crc.getValue());
        message.put(headers.array(), 0, headers.position()).put(payload);
        crc.reset();
        crc.update(message.array(), 0, total - 4);
        message.putInt((int) crc.getValue());
        out.writeBytes(message.array());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
