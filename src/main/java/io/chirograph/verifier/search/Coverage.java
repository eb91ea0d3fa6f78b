package io.chirograph.verifier.search;

import io.chirograph.event.EventView;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// From when to when logs cover a period that is asked about.
/// "None in March" says nothing where the log began in November.
/// @param logs every log that was searched and has an event, by id
/// @param unknown logs that the archive holds and that could not be searched, for their keys are not known
public record Coverage(SortedMap<String, Span> logs, List<String> unknown) {
    /// How much of time one log covers. Times are those of its events, in milliseconds.
    /// @param first the position of the first event that was examined
    /// @param stopped whether the last one says that the log was stopped
    /// @param succeeds the log that it goes on from; null for none
    /// @param events how many events lie in the period; -1 where that was not counted, nor what follows
    /// @param lapses how many of them say that for a while nothing could be recorded
    /// @param silence the longest time between two of them; null with less than two
    public record Span(
            long first,
            long firstTime,
            long last,
            long lastTime,
            boolean stopped,
            @Nullable String succeeds,
            long events,
            long heartbeats,
            long lapses,
            @Nullable Silence silence) {}

    public record Silence(long from, long to) {}

    /// The log that a first event goes on from; null for none.
    public static @Nullable String predecessor(EventView event) {
        JsonNode log = event.data().path("succeeds").path("log");
        return log.isString() ? log.stringValue() : null;
    }

    /// A log's span of which no more than the ends are known.
    public static Span ends(
            long first, long firstTime, long last, long lastTime, boolean stopped, @Nullable String succeeds) {
        return new Span(first, firstTime, last, lastTime, stopped, succeeds, -1, -1, -1, null);
    }

    /// What of the period is not covered, a sentence each; empty when all of it is.
    public List<String> missing(CallFilter filter) {
        List<String> missing = new ArrayList<>();
        Long from = filter.from();
        Long to = filter.to();
        if (from != null && logs.values().stream().noneMatch(log -> log.firstTime() <= from)) {
            missing.add("no log that was searched has an event from " + at(from) + " or before");
        }
        logs.forEach((id, log) -> {
            String before = log.succeeds();
            if (from != null && log.firstTime() > from && before != null && !logs.containsKey(before)) {
                missing.add("log " + id + " goes on from log " + before + ", which was not searched");
            }
            if (to != null && log.lastTime() < to && !isEnded(id, log)) {
                missing.add("log " + id + " ends at " + at(log.lastTime()) + ", before " + at(to));
            }
        });
        boolean ended = logs.entrySet().stream().allMatch(log -> isEnded(log.getKey(), log.getValue()));
        if (to != null && ended && logs.values().stream().allMatch(log -> log.lastTime() < to)) {
            missing.add("no log that was searched has an event from " + at(to) + " or later");
        }
        unknown.forEach(log -> missing.add("log " + log + " is in the archive and was not searched"));
        boolean period = from != null || to != null;
        if (period && logs.values().stream().allMatch(log -> log.events() == 0)) {
            missing.add("no log that was searched has an event in the period");
        }
        return missing;
    }

    /// Whether a log says itself, or another one says, that nothing comes behind its last event.
    private boolean isEnded(String id, Span log) {
        return log.stopped() || logs.values().stream().anyMatch(other -> id.equals(other.succeeds()));
    }

    String sentence(CallFilter filter) {
        StringBuilder text = new StringBuilder(" Covered: ");
        logs.forEach((id, log) -> {
            Silence silence = log.silence();
            text.append(id + " from " + at(log.firstTime()) + " to " + at(log.lastTime())
                    + (log.succeeds() == null ? "" : ", going on from log " + log.succeeds())
                    + "; in the period " + log.events() + " events, " + log.heartbeats() + " of them heartbeats, "
                    + log.lapses() + " lapses"
                    + (silence == null
                            ? ""
                            : ", the longest silence from " + at(silence.from()) + " to " + at(silence.to()))
                    + ". ");
        });
        text.append(logs.isEmpty() ? "nothing. " : "");
        List<String> missing = missing(filter);
        text.append(missing.isEmpty() ? "" : "NOT COVERED: " + String.join("; ", missing) + ".");
        return text.toString().stripTrailing();
    }

    public Map<String, Object> json(CallFilter filter) {
        List<Map<String, Object>> spans = new ArrayList<>();
        logs.forEach((id, log) -> {
            Map<String, Object> span = new LinkedHashMap<>();
            span.put("log", id);
            span.put("first", Map.of("index", log.first(), "time", at(log.firstTime())));
            span.put("last", Map.of("index", log.last(), "time", at(log.lastTime())));
            span.put("stopped", log.stopped());
            if (log.succeeds() != null) {
                span.put("succeeds", log.succeeds());
            }
            if (log.events() >= 0) {
                span.put("events", log.events());
                span.put("heartbeats", log.heartbeats());
                span.put("lapses", log.lapses());
            }
            Silence silence = log.silence();
            if (silence != null) {
                span.put("longestSilence", Map.of("from", at(silence.from()), "to", at(silence.to())));
            }
            spans.add(span);
        });
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("logs", spans);
        if (!unknown.isEmpty()) {
            json.put("unknown", unknown);
        }
        json.put("missing", missing(filter));
        return json;
    }

    /// Reads what [#json(CallFilter)] writes; empty when it is something else, which the caller sees by writing it
    /// again.
    static Optional<Coverage> parse(JsonNode json) {
        SortedMap<String, Span> logs = new TreeMap<>();
        try {
            for (JsonNode log : json.path("logs")) {
                JsonNode silence = log.path("longestSilence");
                logs.put(
                        log.path("log").asString(""),
                        new Span(
                                log.at("/first/index").asLong(-1),
                                millis(log.at("/first/time")),
                                log.at("/last/index").asLong(-1),
                                millis(log.at("/last/time")),
                                log.path("stopped").asBoolean(false),
                                log.has("succeeds") ? log.path("succeeds").asString("") : null,
                                log.path("events").asLong(-1),
                                log.path("heartbeats").asLong(-1),
                                log.path("lapses").asLong(-1),
                                silence.isObject()
                                        ? new Silence(millis(silence.path("from")), millis(silence.path("to")))
                                        : null));
            }
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
        List<String> unknown = new ArrayList<>();
        json.path("unknown").forEach(log -> unknown.add(log.asString("")));
        return Optional.of(new Coverage(logs, unknown));
    }

    private static long millis(JsonNode time) {
        return Instant.parse(time.asString("")).toEpochMilli();
    }

    private static String at(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
