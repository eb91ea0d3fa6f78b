package io.chirograph.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Something that an event says, by the path of its field.
public record Fact(String name, String value) {
    private static final int MOST = 200;

    /// All that an object says, nested fields by their paths. Beyond a bound it says that there is more.
    public static List<Fact> all(JsonNode object) {
        List<Fact> facts = new ArrayList<>();
        add(facts, "", object);
        if (facts.size() > MOST) {
            facts.subList(MOST, facts.size()).clear();
            facts.add(new Fact("…", "more than is shown here; the event has all of it"));
        }
        return facts;
    }

    /// The named ones of an object's fields, where they are there.
    public static List<Fact> some(JsonNode object, String... names) {
        List<Fact> facts = new ArrayList<>();
        for (String name : names) {
            if (object.has(name)) {
                add(facts, name, object.get(name));
            }
        }
        return facts.size() > MOST ? facts.subList(0, MOST) : facts;
    }

    private static void add(List<Fact> facts, String name, JsonNode value) {
        if (facts.size() > MOST) {
            return;
        }
        if (value.isObject() && !value.isEmpty()) {
            for (Map.Entry<String, JsonNode> field : value.properties()) {
                add(facts, name.isEmpty() ? field.getKey() : name + "." + field.getKey(), field.getValue());
            }
        } else if (value.isArray() && value.valueStream().anyMatch(JsonNode::isContainer)) {
            int at = 0;
            for (JsonNode one : value) {
                add(facts, name + "[" + at++ + "]", one);
            }
        } else if (value.isArray()) {
            facts.add(new Fact(
                    Shown.line(name),
                    Shown.line(String.join(
                            ", ", value.valueStream().map(Shown::value).toList()))));
        } else if (!value.isMissingNode()) {
            facts.add(new Fact(Shown.line(name), Shown.value(value)));
        }
    }
}
