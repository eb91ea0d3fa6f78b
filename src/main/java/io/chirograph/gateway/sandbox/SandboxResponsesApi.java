package io.chirograph.gateway.sandbox;

import java.util.ArrayList;
import java.util.List;

/// The sandbox's responses, in the shapes of OpenAI's responses API.
final class SandboxResponsesApi {
    private SandboxResponsesApi() {}

    static SandboxResponse response(SandboxRequest request) {
        return request.stream() ? stream(request) : SandboxResponse.json(200, whole(request));
    }

    private static String whole(SandboxRequest request) {
        String usage = """
            {"input_tokens":%s,"input_tokens_details":{"cached_tokens":0},"output_tokens":%s,\
            "output_tokens_details":{"reasoning_tokens":0},"total_tokens":%s}\
            """.formatted(
                        request.inputTokens(), request.outputTokens(), request.inputTokens() + request.outputTokens());
        return request.cut()
                ? response(
                        request, "incomplete", "{\"reason\":\"max_output_tokens\"}", item(request, "completed"), usage)
                : response(request, "completed", "null", item(request, "completed"), usage);
    }

    private static String response(
            SandboxRequest request, String status, String incomplete, String output, String usage) {
        return """
            {"id":"resp_%s","object":"response","created_at":1700000000,"status":"%s","error":null,\
            "incomplete_details":%s,"instructions":null,"metadata":{},"model":%s,"output":[%s],\
            "parallel_tool_calls":true,"temperature":1.0,"tool_choice":"auto","tools":[],"top_p":1.0,"usage":%s}\
            """.formatted(request.id(), status, incomplete, request.quotedModel(), output, usage);
    }

    private static String item(SandboxRequest request, String status) {
        return """
            {"id":"msg_%s","type":"message","status":"%s","role":"assistant","content":[%s]}\
            """.formatted(request.id(), status, status.equals("completed") ? part(request.whole()) : "");
    }

    private static String part(String text) {
        return """
            {"type":"output_text","text":"%s","annotations":[]}\
            """.formatted(text);
    }

    private static SandboxResponse stream(SandboxRequest request) {
        var events = new Events(request.id());
        String begun = "\"response\":" + response(request, "in_progress", "null", "", "null");
        events.add("response.created", begun);
        events.add("response.in_progress", begun);
        events.add("response.output_item.added", "\"output_index\":0,\"item\":" + item(request, "in_progress"));
        events.inPart("response.content_part.added", "\"part\":" + part(""));
        for (String word : request.words()) {
            events.inPart("response.output_text.delta", """
                "delta":"%s","logprobs":[]\
                """.formatted(word));
        }
        events.inPart("response.output_text.done", """
            "text":"%s","logprobs":[]\
            """.formatted(request.whole()));
        events.inPart("response.content_part.done", "\"part\":" + part(request.whole()));
        events.add("response.output_item.done", "\"output_index\":0,\"item\":" + item(request, "completed"));
        events.add(request.cut() ? "response.incomplete" : "response.completed", "\"response\":" + whole(request));
        return SandboxResponse.stream(events.all, request.slow());
    }

    /// Numbers the events.
    private static final class Events {
        private final String id;
        private final List<byte[]> all = new ArrayList<>();

        Events(String id) {
            this.id = id;
        }

        void add(String type, String members) {
            all.add(SandboxResponse.event(type, """
                {"type":"%s","sequence_number":%s,%s}\
                """.formatted(type, all.size(), members)));
        }

        void inPart(String type, String members) {
            add(type, """
                "item_id":"msg_%s","output_index":0,"content_index":0,%s\
                """.formatted(id, members));
        }
    }
}
