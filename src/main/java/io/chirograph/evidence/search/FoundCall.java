package io.chirograph.evidence.search;

import io.chirograph.event.EventView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One call, put together from its events in the order of their positions. Not safe for several threads.
public final class FoundCall {
    /// The columns of a population, in order.
    public static final List<String> COLUMNS = List.of(
            "callId",
            "time",
            "outcome",
            "provider",
            "model",
            "responseModel",
            "tenant",
            "team",
            "application",
            "keyId",
            "subject",
            "user",
            "log",
            "index",
            "events");

    private static final List<String> ACTOR = List.of("tenant", "team", "application", "keyId", "subject", "user");
    private final UUID id;
    private final String log;
    private final long time;
    private final Map<String, String> columns = new TreeMap<>();
    private final Set<Term> terms = new HashSet<>();
    private final Set<String> types = new HashSet<>();
    private final List<Long> positions = new ArrayList<>(2);
    private @Nullable String outcome;

    /// A call whose first event happened at `time`.
    public FoundCall(UUID id, String log, long time) {
        this.id = id;
        this.log = log;
        this.time = time;
    }

    /// Adds the event behind those that are here.
    public void add(long position, EventView event, CallEvent facts) {
        positions.add(position);
        types.add(event.type());
        terms.addAll(facts.terms());
        if (outcome == null) {
            outcome = facts.outcome();
        }
        JsonNode data = event.data();
        first("provider", data.get("provider"));
        first("model", data.get("gen_ai.request.model"));
        first("responseModel", data.get("gen_ai.response.model"));
        JsonNode actor = data.path("actor");
        for (String name : ACTOR) {
            first(name, actor.path("verified").get(name));
            first(name, actor.path("asserted").get(name));
        }
    }

    private void first(String column, @Nullable JsonNode value) {
        if (value != null && value.isValueNode() && !value.isNull()) {
            columns.putIfAbsent(column, value.asString());
        }
    }

    public UUID id() {
        return id;
    }

    /// The id of the log that holds it.
    public String log() {
        return log;
    }

    /// Of its first event, in milliseconds.
    public long time() {
        return time;
    }

    /// How it ended; `open` when no event says so.
    public String outcome() {
        return outcome == null ? CallFilter.OPEN : outcome;
    }

    /// Where its events stand.
    public List<Long> positions() {
        return List.copyOf(positions);
    }

    Set<Term> terms() {
        return terms;
    }

    Set<String> types() {
        return types;
    }

    /// Its line in a population.
    public CallRow row() {
        List<String> values = new ArrayList<>(COLUMNS.size());
        for (String column : COLUMNS) {
            values.add(
                    switch (column) {
                        case "callId" -> id.toString();
                        case "time" -> Instant.ofEpochMilli(time).toString();
                        case "outcome" -> outcome();
                        case "log" -> log;
                        case "index" -> Long.toString(positions.getFirst());
                        case "events" -> Integer.toString(positions.size());
                        default -> columns.getOrDefault(column, "");
                    });
        }
        return new CallRow(id, time, Csv.line(values));
    }
}
