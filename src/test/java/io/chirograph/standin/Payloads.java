package io.chirograph.standin;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// What a provider that behaves says, in OpenAI's and Anthropic's shapes.
final class Payloads {
    static final int WORDS = 20;

    private Payloads() {}

    static byte[] json(Received request) {
        return (request.isAnthropic() ? message() : request.isResponses() ? response("completed") : completion())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String completion() {
        return """
            {"id":"chatcmpl-s","object":"chat.completion","created":1700000000,"model":"standin-1","choices":[{"index":0,"message":{"role":"assistant","content":"%s","refusal":null},"logprobs":null,"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":20,"total_tokens":31,"prompt_tokens_details":{"cached_tokens":3},"completion_tokens_details":{"reasoning_tokens":2}}}\
            """.formatted(text());
    }

    private static String message() {
        return """
            {"id":"msg_s","type":"message","role":"assistant","model":"standin-1","content":[{"type":"text","text":"%s"}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":11,"output_tokens":20,"cache_creation_input_tokens":0,"cache_read_input_tokens":3}}\
            """.formatted(text());
    }

    private static String response(String status) {
        return """
            {"id":"resp_s","object":"response","created_at":1700000000,"status":"%s","error":null,"incomplete_details":null,"instructions":null,"metadata":{},"model":"standin-1","output":[{"id":"msg_s","type":"message","status":"completed","role":"assistant","content":[{"type":"output_text","text":"%s","annotations":[]}]}],"parallel_tool_calls":true,"temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,"usage":{"input_tokens":11,"input_tokens_details":{"cached_tokens":3},"output_tokens":20,"output_tokens_details":{"reasoning_tokens":2},"total_tokens":31}}\
            """.formatted(status, text());
    }

    static String word(int i) {
        return "wörd" + i + " ";
    }

    static String text() {
        var text = new StringBuilder();
        for (int i = 0; i < WORDS; i++) {
            text.append(word(i));
        }
        return text.toString();
    }

    /// The events of a stream, each with its blank line; the last one is the terminal event.
    static List<String> events(Received request, String filler) {
        return request.isAnthropic()
                ? anthropic(filler)
                : request.isResponses() ? responses(filler) : openAi(request.asksForUsage(), filler);
    }

    private static List<String> openAi(boolean usage, String filler) {
        List<String> events = new ArrayList<>();
        events.add(chunk("\"role\":\"assistant\",\"content\":\"\"", "null"));
        for (int i = 0; i < WORDS; i++) {
            events.add(chunk("\"content\":\"" + word(i) + filler + "\"", "null"));
        }
        events.add(chunk("", "\"stop\""));
        if (usage) {
            events.add("""
                data: {"id":"chatcmpl-s","object":"chat.completion.chunk","created":1700000000,"model":"standin-1","choices":[],"usage":{"prompt_tokens":11,"completion_tokens":20,"total_tokens":31}}

                """);
        }
        events.add("data: [DONE]\n\n");
        return events;
    }

    private static String chunk(String delta, String finish) {
        return """
            data: {"id":"chatcmpl-s","object":"chat.completion.chunk","created":1700000000,"model":"standin-1","choices":[{"index":0,"delta":{%s},"logprobs":null,"finish_reason":%s}],"obfuscation":"x7"}

            """.formatted(delta, finish);
    }

    private static List<String> anthropic(String filler) {
        List<String> events = new ArrayList<>();
        events.add(
                named(
                        "message_start",
                        "\"message\":{\"id\":\"msg_s\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"standin-1\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":11,\"cache_creation_input_tokens\":0,\"cache_read_input_tokens\":3,\"output_tokens\":1}}"));
        events.add(named("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}"));
        for (int i = 0; i < WORDS; i++) {
            events.add(named(
                    "content_block_delta",
                    "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + word(i) + filler + "\"}"));
        }
        events.add(named("content_block_stop", "\"index\":0"));
        events.add(named(
                "message_delta",
                "\"delta\":{\"stop_reason\":\"end_turn\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":20}"));
        events.add("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        return events;
    }

    private static List<String> responses(String filler) {
        List<String> events = new ArrayList<>();
        events.add(named("response.created", "\"sequence_number\":0,\"response\":" + response("in_progress")));
        for (int i = 0; i < WORDS; i++) {
            events.add(named(
                    "response.output_text.delta",
                    "\"sequence_number\":" + (i + 1)
                            + ",\"item_id\":\"msg_s\",\"output_index\":0,\"content_index\":0,\"logprobs\":[],\"delta\":\""
                            + word(i) + filler + "\""));
        }
        events.add(named("response.completed", "\"sequence_number\":99,\"response\":" + response("completed")));
        return events;
    }

    static String named(String type, String members) {
        return "event: " + type + "\ndata: {\"type\":\"" + type + "\"," + members + "}\n\n";
    }

    static String error(Received request) {
        return request.isAnthropic()
                ? named("error", "\"error\":{\"type\":\"overloaded_error\",\"message\":\"standin is overloaded\"}")
                : "data: {\"error\":{\"message\":\"standin is"
                        + " overloaded\",\"type\":\"server_error\",\"param\":null,\"code\":\"overloaded\"}}\n\n";
    }
}
