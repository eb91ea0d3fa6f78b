package io.chirograph.verifier.search;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.chirograph.event.EventView;
import io.chirograph.support.json.StrictJson;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// From when to when logs cover a period that is asked about.
/// "None in March" says nothing where the log began in November.
/// @param logs every log that was searched and has an event
/// @param unknown logs that the archive holds and that could not be searched, for their keys are not known
/// @param missing what of the period is not covered, a sentence each; empty when all of it is
public record Coverage(
        List<Span> logs,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) List<String> unknown,
        List<String> missing) {
    /// How much of time one log covers. Times are those of its events.
    /// @param first the first event that was examined
    /// @param stopped whether the last one says that the log was stopped
    /// @param succeeds the log that it goes on from; null for none
    /// @param events how many events lie in the period; null where that was not counted, nor what follows
    /// @param lapses how many of them say that for a while nothing could be recorded
    /// @param longestSilence the longest time between two of them; null with less than two
    public record Span(
            String log,
            Edge first,
            Edge last,
            boolean stopped,
            @Nullable String succeeds,
            @Nullable Long events,
            @Nullable Long heartbeats,
            @Nullable Long lapses,
            @Nullable Silence longestSilence) {
        public Span {
            StrictJson.required("log", log);
            StrictJson.required("first", first);
            StrictJson.required("last", last);
        }
    }

    public record Edge(long index, Instant time) {
        public Edge {
            StrictJson.required("time", time);
        }
    }

    public record Silence(Instant from, Instant to) {
        public static Silence ofMillis(long from, long to) {
            return new Silence(Instant.ofEpochMilli(from), Instant.ofEpochMilli(to));
        }
    }

    /// The log that a first event goes on from; null for none.
    public static @Nullable String predecessor(EventView event) {
        JsonNode log = event.data().path("succeeds").path("log");
        return log.isString() ? log.stringValue() : null;
    }

    public static Coverage of(List<Span> logs, List<String> unknown, CallFilter filter) {
        return new Coverage(logs, unknown, missing(logs, unknown, filter));
    }

    private static List<String> missing(List<Span> logs, List<String> unknown, CallFilter filter) {
        List<String> missing = new ArrayList<>();
        Instant from = filter.from() == null ? null : Instant.ofEpochMilli(filter.from());
        Instant to = filter.to() == null ? null : Instant.ofEpochMilli(filter.to());
        if (from != null && logs.stream().allMatch(log -> log.first().time().isAfter(from))) {
            missing.add("no log that was searched has an event from " + from + " or before");
        }
        for (Span log : logs) {
            String before = log.succeeds();
            if (from != null
                    && log.first().time().isAfter(from)
                    && before != null
                    && logs.stream().noneMatch(other -> before.equals(other.log()))) {
                missing.add("log " + log.log() + " goes on from log " + before + ", which was not searched");
            }
            if (to != null && log.last().time().isBefore(to) && !isEnded(log, logs)) {
                missing.add("log " + log.log() + " ends at " + log.last().time() + ", before " + to);
            }
        }
        boolean ended = logs.stream().allMatch(log -> isEnded(log, logs));
        if (to != null
                && ended
                && logs.stream().allMatch(log -> log.last().time().isBefore(to))) {
            missing.add("no log that was searched has an event from " + to + " or later");
        }
        unknown.forEach(log -> missing.add("log " + log + " is in the archive and was not searched"));
        boolean period = from != null || to != null;
        if (period && logs.stream().allMatch(log -> log.events() != null && log.events() == 0)) {
            missing.add("no log that was searched has an event in the period");
        }
        return missing;
    }

    /// Whether a log says itself, or another one says, that nothing comes behind its last event.
    private static boolean isEnded(Span log, List<Span> logs) {
        return log.stopped() || logs.stream().anyMatch(other -> log.log().equals(other.succeeds()));
    }

    String sentence() {
        StringBuilder text = new StringBuilder(" Covered: ");
        for (Span log : logs) {
            Silence silence = log.longestSilence();
            text.append(log.log() + " from " + log.first().time() + " to "
                    + log.last().time()
                    + (log.succeeds() == null ? "" : ", going on from log " + log.succeeds())
                    + "; in the period " + log.events() + " events, " + log.heartbeats() + " of them heartbeats, "
                    + log.lapses() + " lapses"
                    + (silence == null ? "" : ", the longest silence from " + silence.from() + " to " + silence.to())
                    + ". ");
        }
        text.append(logs.isEmpty() ? "nothing. " : "");
        text.append(missing.isEmpty() ? "" : "NOT COVERED: " + String.join("; ", missing) + ".");
        return text.toString().stripTrailing();
    }
}
