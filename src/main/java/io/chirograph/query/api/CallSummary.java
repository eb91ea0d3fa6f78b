package io.chirograph.query.api;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.query.index.IndexedEvent;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;

/// What a list says of a call: fields picked from its events, under short names.
final class CallSummary {
    private static final Map<String, String> STARTED = fields(
            "provider", "provider",
            "model", "gen_ai.request.model",
            "operation", "gen_ai.operation.name",
            "dialect", "dialect",
            "stream", "gen_ai.request.stream",
            "region", "region",
            "peer", "peer",
            "metadata", "metadata");
    private static final Map<String, String> REFUSED =
            fields("provider", "provider", "code", "code", "status", "status", "peer", "peer");
    private static final Map<String, String> COMPLETED = fields(
            "status", "status",
            "reason", "reason",
            "end", "end",
            "responseModel", "gen_ai.response.model",
            "inputTokens", "gen_ai.usage.input_tokens",
            "outputTokens", "gen_ai.usage.output_tokens",
            "cost", "cost",
            "providerRequestId", "providerRequestId",
            "durationMillis", "durationMillis");

    private CallSummary() {}

    /// The fields by name. `actor`, `provider` and `model` are always there.
    static Map<String, JsonNode> of(List<IndexedEvent> events) {
        Map<String, JsonNode> summary = new LinkedHashMap<>();
        for (IndexedEvent event : events) {
            EventView view = event.view();
            pick(summary, "actor", view.data().get("actor"));
            JsonNode trace = view.data().path("trace");
            pick(summary, "traceId", trace.get("traceId"));
            pick(summary, "clientRequestId", trace.get("clientRequestId"));
            names(view.type())
                    .forEach((name, field) -> pick(summary, name, view.data().get(field)));
        }
        for (String always : List.of("actor", "provider", "model")) {
            summary.putIfAbsent(always, NullNode.instance);
        }
        return summary;
    }

    private static void pick(Map<String, JsonNode> summary, String name, @Nullable JsonNode value) {
        if (value != null) {
            summary.putIfAbsent(name, value);
        }
    }

    private static Map<String, String> names(String type) {
        if (type.equals(EventType.CALL_STARTED.wire())) {
            return STARTED;
        }
        if (type.equals(EventType.CALL_ATTEMPTED.wire())) {
            return Map.of(); // its status and reason are of an attempt that is not the answer
        }
        return type.equals(EventType.CALL_REFUSED.wire()) ? REFUSED : COMPLETED;
    }

    private static Map<String, String> fields(String... namesAndFields) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndFields.length; i += 2) {
            fields.put(namesAndFields[i], namesAndFields[i + 1]);
        }
        return fields;
    }
}
