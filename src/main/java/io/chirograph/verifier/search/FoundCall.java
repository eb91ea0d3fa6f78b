package io.chirograph.verifier.search;

import io.chirograph.event.EventView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// One call, put together from its events. Those of one log come in the order of their positions; where several logs
/// hold some of it, the log whose first one is the earliest goes first. Not safe for several threads.
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
    private static final Comparator<Part> ORDER =
            Comparator.comparingLong((Part part) -> part.time).thenComparing(part -> part.log);

    private final UUID id;
    private final List<Part> parts = new ArrayList<>(1);

    /// What one log holds of it.
    private static final class Part {
        private final String log;
        private final long time;
        private final long first;
        private final Map<String, String> columns = new TreeMap<>();
        private int events;
        private @Nullable String outcome;

        Part(String log, long time, long first) {
            this.log = log;
            this.time = time;
            this.first = first;
        }
    }

    private final Set<Term> terms = new HashSet<>();
    private final Set<String> types = new HashSet<>();

    public FoundCall(UUID id) {
        this.id = id;
    }

    /// Adds an event of a log, behind those of the same log that are here.
    public void add(String log, long position, EventView event, CallEvent facts) {
        Part part = part(log, position, event);
        part.events++;
        types.add(event.type());
        terms.addAll(facts.terms());
        if (part.outcome == null) {
            part.outcome = facts.outcome();
        }
        JsonNode data = event.data();
        first(part, "provider", data.get("provider"));
        first(part, "model", data.get("gen_ai.request.model"));
        first(part, "responseModel", data.get("gen_ai.response.model"));
        JsonNode actor = data.path("actor");
        for (String name : ACTOR) {
            first(part, name, actor.path("verified").get(name));
            first(part, name, actor.path("asserted").get(name));
        }
    }

    private Part part(String log, long position, EventView event) {
        for (Part part : parts) {
            if (part.log.equals(log)) {
                return part;
            }
        }
        Part part = new Part(log, event.time().toEpochMilli(), position);
        parts.add(part);
        parts.sort(ORDER);
        return part;
    }

    private static void first(Part part, String column, @Nullable JsonNode value) {
        if (value != null && value.isValueNode() && !value.isNull()) {
            part.columns.putIfAbsent(column, value.asString());
        }
    }

    public UUID id() {
        return id;
    }

    /// Of its first event, in milliseconds.
    public long time() {
        return parts.getFirst().time;
    }

    /// How it ended; `open` when no event says so.
    public String outcome() {
        return parts.stream()
                .map(part -> part.outcome)
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(CallFilter.OPEN);
    }

    Set<Term> terms() {
        return terms;
    }

    Set<String> types() {
        return types;
    }

    public CallRow row() {
        List<String> values = new ArrayList<>(COLUMNS.size());
        for (String column : COLUMNS) {
            values.add(
                    switch (column) {
                        case "callId" -> id.toString();
                        case "time" -> Instant.ofEpochMilli(time()).toString();
                        case "outcome" -> outcome();
                        case "log" -> parts.getFirst().log;
                        case "index" -> Long.toString(parts.getFirst().first);
                        case "events" ->
                            Integer.toString(
                                    parts.stream().mapToInt(part -> part.events).sum());
                        default -> column(column);
                    });
        }
        return new CallRow(id, time(), Csv.line(values));
    }

    private String column(String name) {
        return parts.stream()
                .map(part -> part.columns.get(name))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse("");
    }
}
