package io.chirograph.gateway.batches;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.context.ContextFacts;
import io.chirograph.policy.eval.BodyFacts;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/// What a request of an uploaded batch says of itself, as JSON: what policy and events need of it, and no
/// content. A parameter that stood twice makes it unclear.
final class LineFacts {
    private LineFacts() {}

    static String written(RequestFacts facts) {
        ObjectNode all = JsonMapper.shared().createObjectNode();
        if (facts.model() != null) {
            all.put("model", facts.model());
        }
        BodyFacts.Reading state = facts.reading().state();
        boolean isTwofold =
                state == BodyFacts.Reading.WHOLE && !facts.reading().repeated().isEmpty();
        all.put("state", (isTwofold ? BodyFacts.Reading.AMBIGUOUS : state).name());
        all.put("stream", facts.stream());
        ObjectNode users = all.putObject("users");
        facts.users().forEach(users::put);
        ObjectNode parameters = all.putObject("parameters");
        facts.parameters().forEach((name, value) -> put(parameters, name, value));
        put(all.putArray("also"), facts.reading().also());
        put(all.putArray("references"), facts.reading().references());
        put(all.putArray("results"), facts.toolResults().ids());
        all.put("moreResults", facts.toolResults().more());
        return all.toString();
    }

    private static void put(ArrayNode list, Iterable<String> words) {
        words.forEach(list::add);
    }

    private static void put(ObjectNode parameters, String name, Object value) {
        switch (value) {
            case Boolean flag -> parameters.put(name, flag);
            case Long number -> parameters.put(name, number);
            case Integer number -> parameters.put(name, number.longValue());
            case BigInteger number -> parameters.put(name, number);
            case Number number -> parameters.put(name, number.doubleValue());
            case Digest digest ->
                parameters
                        .putObject(name)
                        .put("alg", digest.alg())
                        .put("value", digest.value())
                        .put("length", digest.length());
            default -> parameters.put(name, value.toString());
        }
    }

    static RequestFacts read(String written) {
        JsonNode all = JsonMapper.shared().readTree(written);
        SortedMap<String, String> users = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : all.path("users").properties()) {
            users.put(one.getKey(), one.getValue().asString(""));
        }
        SortedMap<String, Object> parameters = new TreeMap<>();
        for (Map.Entry<String, JsonNode> one : all.path("parameters").properties()) {
            parameters.put(one.getKey(), value(one.getValue()));
        }
        var reading = new RequestFacts.Reading(
                BodyFacts.Reading.valueOf(all.path("state").asString("")),
                -1,
                -1,
                Map.of(),
                new TreeSet<>(words(all.path("also"))),
                new TreeSet<>(words(all.path("references"))));
        JsonNode model = all.get("model");
        return new RequestFacts(
                model == null ? null : model.asString(""),
                all.path("stream").asBoolean(false),
                users,
                parameters,
                reading,
                ContextFacts.UNKNOWN,
                new ModelRequest.ToolResults(
                        words(all.path("results")), all.path("moreResults").asLong(0)));
    }

    private static Object value(JsonNode value) {
        if (value.isBoolean()) {
            return value.booleanValue();
        }
        if (value.isIntegralNumber()) {
            return value.canConvertToLong() ? (Object) value.longValue() : value.bigIntegerValue();
        }
        if (value.isNumber()) {
            return value.doubleValue();
        }
        return value.isObject()
                ? new Digest(
                        value.path("alg").asString(""),
                        null,
                        value.path("value").asString(""),
                        value.path("length").asLong(0))
                : value.asString("");
    }

    private static List<String> words(JsonNode list) {
        List<String> words = new ArrayList<>(list.size());
        list.forEach(word -> words.add(word.asString("")));
        return words;
    }
}
