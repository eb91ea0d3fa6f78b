package io.chirograph.gateway.sandbox;

import java.util.ArrayList;
import java.util.List;

/// The sandbox's messages, token counts and models, in Anthropic's shapes.
final class SandboxAnthropic {
    private SandboxAnthropic() {}

    static SandboxResponse models(String id) {
        String json = id.equals("models")
                ? """
                {"data":[%s,%s],"has_more":false,"first_id":"sandbox","last_id":"sandbox-slow"}\
                """.formatted(model(SandboxRequest.MODEL), model(SandboxRequest.SLOW))
                : model(id);
        return SandboxResponse.json(200, json);
    }

    private static String model(String id) {
        return """
            {"type":"model","id":%1$s,"display_name":%1$s,"created_at":"2023-11-14T22:13:20Z"}\
            """.formatted(SandboxRequest.quoted(id));
    }

    static SandboxResponse count(SandboxRequest request) {
        return SandboxResponse.json(200, "{\"input_tokens\":%s}".formatted(request.inputTokens()));
    }

    static SandboxResponse message(SandboxRequest request) {
        if (request.stream()) {
            return stream(request);
        }
        String content = """
            {"type":"text","text":"%s"}\
            """.formatted(request.whole());
        return SandboxResponse.json(200, message(request, content, stop(request), request.outputTokens()));
    }

    private static String message(SandboxRequest request, String content, String stop, long outputTokens) {
        return """
            {"id":"msg_%s","type":"message","role":"assistant","model":%s,"content":[%s],"stop_reason":%s,\
            "stop_sequence":null,"usage":{"input_tokens":%s,"cache_creation_input_tokens":0,\
            "cache_read_input_tokens":0,"output_tokens":%s}}\
            """.formatted(request.id(), request.quotedModel(), content, stop, request.inputTokens(), outputTokens);
    }

    private static SandboxResponse stream(SandboxRequest request) {
        List<byte[]> events = new ArrayList<>();
        add(events, "message_start", ",\"message\":" + message(request, "", "null", 1));
        add(events, "content_block_start", """
            ,"index":0,"content_block":{"type":"text","text":""}\
            """);
        add(events, "ping", "");
        for (String word : request.words()) {
            add(events, "content_block_delta", """
                ,"index":0,"delta":{"type":"text_delta","text":"%s"}\
                """.formatted(word));
        }
        add(events, "content_block_stop", ",\"index\":0");
        add(events, "message_delta", """
            ,"delta":{"stop_reason":%s,"stop_sequence":null},"usage":{"output_tokens":%s}\
            """.formatted(stop(request), request.outputTokens()));
        add(events, "message_stop", "");
        return SandboxResponse.stream(events, request.slow());
    }

    private static void add(List<byte[]> events, String type, String members) {
        events.add(SandboxResponse.event(type, "{\"type\":\"" + type + "\"" + members + "}"));
    }

    private static String stop(SandboxRequest request) {
        return request.cut() ? "\"max_tokens\"" : "\"end_turn\"";
    }
}
