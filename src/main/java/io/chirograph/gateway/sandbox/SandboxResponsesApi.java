package io.chirograph.gateway.sandbox;

import java.util.ArrayList;
import java.util.List;

/// The sandbox's responses, in the shapes of OpenAI's responses API.
final class SandboxResponsesApi {
    private SandboxResponsesApi() {}

    static SandboxResponse response(SandboxRequest request) {
        var text = request.text();
        return request.stream() ? stream(request, text) : SandboxResponse.json(200, whole(request, text));
    }

    private static String whole(SandboxRequest request, SandboxText text) {
        String usage = """
            {"input_tokens":%s,"input_tokens_details":{"cached_tokens":0},"output_tokens":%s,\
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":%s}\
            """.formatted(text.inputTokens(), text.outputTokens(), text.inputTokens() + text.outputTokens());
        return text.cut()
                ? response(request, "incomplete", "{\"reason\":\"max_output_tokens\"}", item(text, "completed"), usage)
                : response(request, "completed", "null", item(text, "completed"), usage);
    }

    private static String response(
            SandboxRequest request, String status, String incomplete, String output, String usage) {
        return """
            {"id":"resp_%s","object":"response","created_at":1700000000,"status":"%s","error":null,\
            "incomplete_details":%s,"instructions":null,"metadata":{},"model":%s,"output":[%s],\
            "parallel_tool_calls":true,"temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,"usage":%s}\
            """.formatted(request.text().id(), status, incomplete, request.quotedModel(), output, usage);
    }

    private static String item(SandboxText text, String status) {
        return """
            {"id":"msg_%s","type":"message","status":"%s","role":"assistant","content":[%s]}\
            """.formatted(text.id(), status, status.equals("completed") ? part(text.whole()) : "");
    }

    private static String part(String text) {
        return """
            {"type":"output_text","text":"%s","annotations":[]}\
            """.formatted(text);
    }

    private static SandboxResponse stream(SandboxRequest request, SandboxText text) {
        var events = new Events(text);
        String begun = "\"response\":" + response(request, "in_progress", "null", "", "null");
        events.add("response.created", begun);
        events.add("response.in_progress", begun);
        events.add("response.output_item.added", "\"output_index\":0,\"item\":" + item(text, "in_progress"));
        events.inPart("response.content_part.added", "\"part\":" + part(""));
        for (String word : text.words()) {
            events.inPart("response.output_text.delta", """
                "delta":"%s","logprobs":[]\
                """.formatted(word));
        }
        events.inPart("response.output_text.done", """
            "text":"%s","logprobs":[]\
            """.formatted(text.whole()));
        events.inPart("response.content_part.done", "\"part\":" + part(text.whole()));
        events.add("response.output_item.done", "\"output_index\":0,\"item\":" + item(text, "completed"));
        events.add(text.cut() ? "response.incomplete" : "response.completed", "\"response\":" + whole(request, text));
        return SandboxResponse.stream(events.all, request.slow());
    }

    /// Numbers the events.
    private static final class Events {
        private final SandboxText text;
        private final List<byte[]> all = new ArrayList<>();

        Events(SandboxText text) {
            this.text = text;
        }

        void add(String type, String members) {
            all.add(SandboxResponse.event(type, """
                {"type":"%s","sequence_number":%s,%s}\
                """.formatted(type, all.size(), members)));
        }

        void inPart(String type, String members) {
            add(type, """
                "item_id":"msg_%s","output_index":0,"content_index":0,%s\
                """.formatted(text.id(), members));
        }
    }
}
