package io.chirograph.query.api;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.query.index.IndexedEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// What a list says of a call before one looks into its events: fields picked from them, under short names. The
/// events are the evidence; this is a reading aid.
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
            "providerRequestId", "providerRequestId",
            "durationMillis", "durationMillis");
    private final ObjectMapper json;

    CallSummary(ObjectMapper json) {
        this.json = json;
    }

    /// Writes the fields into the object that is open. `actor`, `provider` and `model` are always there.
    void write(JsonGenerator out, List<IndexedEvent> events) {
        List<EventView> views = events.stream().map(IndexedEvent::view).toList();
        List<String> written = new ArrayList<>();
        for (EventView view : views) {
            pick(out, written, "actor", view.data().get("actor"));
            JsonNode trace = view.data().path("trace");
            pick(out, written, "traceId", trace.get("traceId"));
            pick(out, written, "clientRequestId", trace.get("clientRequestId"));
            names(view.type())
                    .forEach((name, field) ->
                            pick(out, written, name, view.data().get(field)));
        }
        for (String always : new String[] {"actor", "provider", "model"}) {
            if (!written.contains(always)) {
                out.writeNullProperty(always);
            }
        }
    }

    private void pick(
            JsonGenerator out, List<String> written, String name, @org.jspecify.annotations.Nullable JsonNode value) {
        if (value != null && !written.contains(name)) {
            out.writeName(name);
            json.writeTree(out, value);
            written.add(name);
        }
    }

    private static Map<String, String> names(String type) {
        if (type.equals(EventType.CALL_STARTED.wire())) {
            return STARTED;
        }
        return type.equals(EventType.CALL_REFUSED.wire()) ? REFUSED : COMPLETED;
    }

    private static Map<String, String> fields(String... namesAndFields) {
        Map<String, String> fields = new java.util.LinkedHashMap<>();
        for (int i = 0; i < namesAndFields.length; i += 2) {
            fields.put(namesAndFields[i], namesAndFields[i + 1]);
        }
        return fields;
    }
}
