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
        private Map<String, Long> numbers = Map.of();

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
            part.numbers = facts.numbers();
        }
        facts.columns().forEach(part.columns::putIfAbsent);
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

    /// What the event that ended it counts; empty while none has.
    Map<String, Long> numbers() {
        return parts.stream()
                .filter(part -> part.outcome != null)
                .findFirst()
                .map(part -> part.numbers)
                .orElse(Map.of());
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
