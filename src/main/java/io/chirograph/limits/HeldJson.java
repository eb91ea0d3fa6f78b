package io.chirograph.limits;

import io.chirograph.event.EventView;
import io.chirograph.event.facts.CallStarted.Counted;
import io.chirograph.event.facts.CallStarted.Held;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/// Reads what events say of limits.
final class HeldJson {
    private HeldJson() {}

    /// @param limits the member of that name of an `ai.call.started`
    static Held read(JsonNode limits) {
        List<Counted> rules = new ArrayList<>();
        limits.path("rules").forEach(rule -> rules.add(counted(rule)));
        JsonNode cost = limits.path("cost");
        return new Held(
                number(limits.path("inputTokens")),
                number(limits.path("outputTokens")),
                cost.isString() ? new BigDecimal(cost.stringValue()) : null,
                rules);
    }

    static Counted counted(JsonNode rule) {
        return new Counted(
                rule.path("rule").asString(""),
                rule.path("slot").asString(""),
                Instant.parse(rule.path("from").asString("")),
                Instant.parse(rule.path("until").asString("")),
                subject(rule.path("subject")));
    }

    static SortedMap<String, String> subject(JsonNode words) {
        SortedMap<String, String> subject = new TreeMap<>();
        words.properties()
                .forEach(word -> subject.put(word.getKey(), word.getValue().asString("")));
        return subject;
    }

    private static long number(JsonNode value) {
        Long number = EventView.number(value);
        return number == null ? 0 : number;
    }
}
