package io.chirograph.forwarding;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// OTLP log records in the JSON encoding of OTLP/HTTP (opentelemetry-proto 1.5: 64-bit integers are decimal
/// strings, trace ids are hex). The body of a record is the event's bytes, so that its leaf can be computed
/// from what arrived.
final class OtlpForm implements EventForm {
    /// Of open-telemetry/semantic-conventions-genai: what the names `gen_ai.…` mean.
    static final String GEN_AI_COMMIT = "002c8a6ea1c8a42b14a4527db83b3cabcded610a";

    private static final int INFO = 9;
    private static final int WARN = 13;
    private static final String NANOS = "000000";
    private static final Pattern TRACE = Pattern.compile("[0-9a-f]{32}");
    private final String head;

    /// @param version of this program
    OtlpForm(String version) {
        ObjectNode resource = JSON.createObjectNode();
        put(resource.putArray("attributes"), "service.name", "chirograph");
        put((ArrayNode) resource.get("attributes"), "service.version", version);
        ObjectNode scope = JSON.createObjectNode().put("name", "io.chirograph.forwarding");
        put(scope.putArray("attributes"), "chirograph.gen_ai.semconv.commit", GEN_AI_COMMIT);
        head = "{\"resourceLogs\":[{\"resource\":" + JSON.writeValueAsString(resource) + ",\"scopeLogs\":[{\"scope\":"
                + JSON.writeValueAsString(scope) + ",\"logRecords\":[";
    }

    @Override
    public byte[] record(ForwardedEvent event) {
        ObjectNode out = JSON.createObjectNode();
        String time = event.view().time().toEpochMilli() + NANOS;
        out.put("timeUnixNano", time).put("observedTimeUnixNano", time);
        out.put("severityNumber", event.isTrouble() ? WARN : INFO)
                .put("severityText", event.isTrouble() ? "WARN" : "INFO");
        out.put("eventName", event.view().type());
        out.putObject("body").put("stringValue", event.raw());
        ArrayNode attributes = out.putArray("attributes");
        put(attributes, "chirograph.log.id", event.log());
        put(attributes, "chirograph.log.origin", event.origin());
        attribute(attributes, "chirograph.log.position").put("intValue", Long.toString(event.position()));
        put(attributes, "chirograph.log.leaf", event.leafText());
        put(attributes, "chirograph.event.id", event.view().id().toString());
        put(attributes, "chirograph.call.id", event.text("callId"));
        put(attributes, "chirograph.outcome", event.outcome());
        put(attributes, "client.address", event.text("peer"));
        Long status = event.number("status");
        if (status != null) {
            attribute(attributes, "http.response.status_code").put("intValue", Long.toString(status));
        }
        actor(attributes, event);
        for (Map.Entry<String, JsonNode> fact : event.view().data().properties()) {
            if (fact.getKey().startsWith("gen_ai.")) {
                value(attribute(attributes, fact.getKey()), fact.getValue());
            }
        }
        String trace = event.text("trace", "traceId");
        if (trace != null && TRACE.matcher(trace).matches()) {
            out.put("traceId", trace);
        }
        return JSON.writeValueAsBytes(out);
    }

    private static void actor(ArrayNode attributes, ForwardedEvent event) {
        for (String who : List.of("actor", "operator")) {
            for (String how : List.of("verified", "asserted")) {
                if (event.view().data().path(who).path(how) instanceof ObjectNode facts) {
                    facts.properties().forEach(fact -> {
                        String name = "chirograph." + who + "." + how + "." + fact.getKey();
                        put(
                                attributes,
                                name,
                                fact.getValue().isString() ? fact.getValue().stringValue() : null);
                    });
                }
            }
        }
    }

    private static void put(ArrayNode attributes, String name, @Nullable String value) {
        if (value != null) {
            attribute(attributes, name).put("stringValue", value);
        }
    }

    private static ObjectNode attribute(ArrayNode attributes, String name) {
        return attributes.addObject().put("key", name).putObject("value");
    }

    private static void value(ObjectNode out, JsonNode value) {
        if (value.isBoolean()) {
            out.put("boolValue", value.booleanValue());
        } else if (value.isIntegralNumber()) {
            out.put("intValue", value.asString());
        } else if (value.isNumber()) {
            out.put("doubleValue", value.doubleValue());
        } else if (value.isArray()) {
            ArrayNode values = out.putObject("arrayValue").putArray("values");
            value.forEach(one -> value(values.addObject(), one));
        } else {
            out.put("stringValue", value.isString() ? value.stringValue() : value.toString());
        }
    }

    @Override
    public byte[] body(List<byte[]> records) {
        return EventForm.join(head, ",", "]}]}]}", records);
    }
}
