package io.chirograph.gateway.attempts;

import io.chirograph.gateway.dialect.AwsMessages;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// A dialect: where its calls go, and how its streams look.
/// @param path with `$MODEL` where it names the model
/// @param before an event before any output
/// @param error an event that reports an error that passes
@SuppressWarnings("ArrayRecordComponent") // bytes of a wire, which nobody compares
record StreamedDialect(
        String provider, String path, String type, byte[] before, byte[] error, byte[] output, byte[] end) {
    @Override
    public String toString() {
        return provider + path;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static StreamedDialect dialect(
            String provider, String path, String before, String error, String out, String end) {
        return new StreamedDialect(
                provider, path, "text/event-stream", bytes(before), bytes(error), bytes(out), bytes(end));
    }

    private static String event(String name, String data) {
        return "event: " + name + "\ndata: " + data + "\n\n";
    }

    static final StreamedDialect OPENAI = dialect(
            "o",
            "/v1/chat/completions",
            "data: {\"choices\":[],\"prompt_filter_results\":[]}\n\n",
            "data: {\"error\":{\"message\":\"no\",\"type\":\"server_error\"}}\n\n",
            "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}\n\n",
            "data: [DONE]\n\n");
    static final StreamedDialect ANTHROPIC = dialect(
            "a",
            "/v1/messages",
            event("message_start", "{\"type\":\"message_start\",\"message\":{\"model\":\"m\"}}")
                    + event("ping", "{\"type\":\"ping\"}"),
            "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\"}}\n\n",
            "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"text\":\"hi\"}}\n\n",
            "event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
    static final StreamedDialect GEMINI = dialect(
            "g",
            "/v1beta/models/$MODEL:streamGenerateContent?alt=sse",
            ": wait\n\n",
            "data: {\"error\":{\"code\":503,\"status\":\"UNAVAILABLE\"}}\n\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"hi\"}]}}]}\n\n",
            "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"!\"}]},\"finishReason\":\"STOP\"}]}\n\n");
    static final StreamedDialect BEDROCK = new StreamedDialect(
            "b",
            "/model/$MODEL/converse-stream",
            "application/vnd.amazon.eventstream",
            AwsMessages.event("messageStart", "{\"role\":\"assistant\"}"),
            AwsMessages.exception("throttlingException"),
            AwsMessages.event("contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"hi\"}}"),
            AwsMessages.stream(
                    AwsMessages.event("messageStop", "{\"stopReason\":\"end_turn\"}"),
                    AwsMessages.event("metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":1}}")));

    static final StreamedDialect RESPONSES = dialect(
            "o",
            "/v1/responses",
            event("response.created", "{\"type\":\"response.created\",\"response\":{\"id\":\"r\"}}"),
            event("error", "{\"type\":\"error\",\"code\":\"server_error\",\"message\":\"no\"}"),
            event("response.output_text.delta", "{\"type\":\"response.output_text.delta\",\"delta\":\"hi\"}"),
            event("response.completed", "{\"type\":\"response.completed\",\"response\":{\"id\":\"r\"}}"));
    static final StreamedDialect COHERE = dialect(
            "c",
            "/v2/chat",
            event("message-start", "{\"type\":\"message-start\",\"id\":\"r\"}"),
            event(
                    "message-end",
                    "{\"type\":\"message-end\",\"delta\":{\"error\":\"overloaded\",\"finish_reason\":\"ERROR\"}}"),
            event(
                    "content-delta",
                    "{\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"hi\"}}}}"),
            event("message-end", "{\"type\":\"message-end\",\"delta\":{\"finish_reason\":\"COMPLETE\"}}"));

    /// Its first line is output.
    static final StreamedDialect OLLAMA = new StreamedDialect(
            "l",
            "/api/chat",
            "application/x-ndjson",
            new byte[0],
            bytes("{\"error\":\"overloaded\"}\n"),
            bytes("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},\"done\":false}\n"),
            bytes("{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true}\n"));

    static Stream<StreamedDialect> all() {
        return Stream.of(OPENAI, RESPONSES, ANTHROPIC, GEMINI, BEDROCK, COHERE, OLLAMA);
    }

    /// The name that its provider's dialect is configured by.
    String dialect() {
        return switch (provider) {
            case "o" -> "openai";
            case "a" -> "anthropic";
            case "g" -> "gemini";
            case "b" -> "bedrock";
            case "c" -> "cohere";
            default -> "ollama";
        };
    }

    /// Where a model is asked.
    String path(String model) {
        return path.replace("$MODEL", model);
    }

    /// A whole answer.
    byte[] whole() {
        return AwsMessages.stream(before, output, end);
    }
}
