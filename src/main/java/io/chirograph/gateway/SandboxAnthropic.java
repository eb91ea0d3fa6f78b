package io.chirograph.gateway;

import static io.chirograph.gateway.SandboxOpenAi.members;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The sandbox's messages, token counts and models, in Anthropic's shapes.
final class SandboxAnthropic {
    private static final String CREATED = "2023-11-14T22:13:20Z";

    private SandboxAnthropic() {}

    static SandboxAnswer models(String id) {
        if (!id.equals("models")) {
            return SandboxAnswer.json(200, model(id));
        }
        return SandboxAnswer.json(
                200,
                members(
                        "data",
                        List.of(model(SandboxAnswers.MODEL), model(SandboxAnswers.SLOW)),
                        "has_more",
                        false,
                        "first_id",
                        SandboxAnswers.MODEL,
                        "last_id",
                        SandboxAnswers.SLOW));
    }

    private static Map<String, Object> model(String id) {
        return members("type", "model", "id", id, "display_name", id, "created_at", CREATED);
    }

    static SandboxAnswer count(SandboxAnswers.Request request) {
        return SandboxAnswer.json(200, members("input_tokens", request.text().inputTokens()));
    }

    static SandboxAnswer message(SandboxAnswers.Request request) {
        var text = request.text();
        if (request.stream()) {
            return stream(request, text);
        }
        var content = List.<Object>of(members("type", "text", "text", text.whole()));
        return SandboxAnswer.json(200, message(request, text, content, stop(text), text.outputTokens()));
    }

    private static Map<String, Object> message(
            SandboxAnswers.Request request,
            SandboxText text,
            List<Object> content,
            @Nullable String stop,
            long outputTokens) {
        return members(
                "id",
                "msg_" + text.id(),
                "type",
                "message",
                "role",
                "assistant",
                "model",
                request.model(),
                "content",
                content,
                "stop_reason",
                stop,
                "stop_sequence",
                null,
                "usage",
                members(
                        "input_tokens",
                        text.inputTokens(),
                        "cache_creation_input_tokens",
                        0,
                        "cache_read_input_tokens",
                        0,
                        "output_tokens",
                        outputTokens));
    }

    private static SandboxAnswer stream(SandboxAnswers.Request request, SandboxText text) {
        List<byte[]> events = new ArrayList<>();
        add(events, "message_start", "message", message(request, text, List.of(), null, 1));
        add(events, "content_block_start", "index", 0, "content_block", members("type", "text", "text", ""));
        add(events, "ping");
        for (String word : text.words()) {
            add(events, "content_block_delta", "index", 0, "delta", members("type", "text_delta", "text", word));
        }
        add(events, "content_block_stop", "index", 0);
        add(
                events,
                "message_delta",
                "delta",
                members("stop_reason", stop(text), "stop_sequence", null),
                "usage",
                members("output_tokens", text.outputTokens()));
        add(events, "message_stop");
        return SandboxAnswer.stream(events, request.slow());
    }

    private static void add(List<byte[]> events, String type, Object... namesAndValues) {
        var data = members("type", type);
        data.putAll(members(namesAndValues));
        events.add(SandboxAnswer.event(type, data));
    }

    private static String stop(SandboxText text) {
        return text.cut() ? "max_tokens" : "end_turn";
    }
}
