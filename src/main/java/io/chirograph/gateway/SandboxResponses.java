package io.chirograph.gateway;

import static io.chirograph.gateway.SandboxOpenAi.members;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The sandbox's responses, in the shapes of OpenAI's responses API.
final class SandboxResponses {
    private SandboxResponses() {}

    static SandboxAnswer response(SandboxAnswers.Request request) {
        var text = request.text();
        return request.stream() ? stream(request, text) : SandboxAnswer.json(200, whole(request, text));
    }

    private static Map<String, Object> whole(SandboxAnswers.Request request, SandboxText text) {
        var response = head(request, text, text.cut() ? "incomplete" : "completed", List.of(item(text, "completed")));
        if (text.cut()) {
            response.put("incomplete_details", members("reason", "max_output_tokens"));
        }
        response.put(
                "usage",
                members(
                        "input_tokens",
                        text.inputTokens(),
                        "input_tokens_details",
                        members("cached_tokens", 0),
                        "output_tokens",
                        text.outputTokens(),
                        "output_tokens_details",
                        members("reasoning_tokens", 0),
                        "total_tokens",
                        text.inputTokens() + text.outputTokens()));
        return response;
    }

    private static Map<String, Object> head(
            SandboxAnswers.Request request, SandboxText text, String status, List<Object> output) {
        return members(
                "id",
                "resp_" + text.id(),
                "object",
                "response",
                "created_at",
                SandboxOpenAi.CREATED,
                "status",
                status,
                "error",
                null,
                "incomplete_details",
                null,
                "instructions",
                null,
                "metadata",
                members(),
                "model",
                request.model(),
                "output",
                output,
                "parallel_tool_calls",
                true,
                "temperature",
                1.0,
                "tool_choice",
                "auto",
                "tools",
                List.of(),
                "top_p",
                1.0,
                "usage",
                null);
    }

    private static Map<String, Object> item(SandboxText text, String status) {
        boolean whole = status.equals("completed");
        return members(
                "id",
                "msg_" + text.id(),
                "type",
                "message",
                "status",
                status,
                "role",
                "assistant",
                "content",
                whole ? List.of(part(text.whole())) : List.of());
    }

    private static Map<String, Object> part(String text) {
        return members("type", "output_text", "text", text, "annotations", List.of());
    }

    private static SandboxAnswer stream(SandboxAnswers.Request request, SandboxText text) {
        var events = new Events(text);
        var begun = head(request, text, "in_progress", List.of());
        events.add("response.created", "response", begun);
        events.add("response.in_progress", "response", begun);
        events.add("response.output_item.added", "output_index", 0, "item", item(text, "in_progress"));
        events.inPart("response.content_part.added", "part", part(""));
        for (String word : text.words()) {
            events.inPart("response.output_text.delta", "delta", word, "logprobs", List.of());
        }
        events.inPart("response.output_text.done", "text", text.whole(), "logprobs", List.of());
        events.inPart("response.content_part.done", "part", part(text.whole()));
        events.add("response.output_item.done", "output_index", 0, "item", item(text, "completed"));
        events.add(text.cut() ? "response.incomplete" : "response.completed", "response", whole(request, text));
        return SandboxAnswer.stream(events.all, request.slow());
    }

    /// Numbers the events.
    private static final class Events {
        private final SandboxText text;
        private final List<byte[]> all = new ArrayList<>();

        Events(SandboxText text) {
            this.text = text;
        }

        void add(String type, Object... namesAndValues) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("type", type);
            data.put("sequence_number", all.size());
            data.putAll(members(namesAndValues));
            all.add(SandboxAnswer.event(type, data));
        }

        void inPart(String type, Object... namesAndValues) {
            var members = members("item_id", "msg_" + text.id(), "output_index", 0, "content_index", 0);
            members.putAll(members(namesAndValues));
            List<Object> flat = new ArrayList<>();
            members.forEach((name, value) -> {
                flat.add(name);
                flat.add(value);
            });
            add(type, flat.toArray());
        }
    }
}
