package io.chirograph.verifier.search;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What was looked at to find a population: without it "none" could as well mean "not kept".
/// @param logs every log that was searched, by id
/// @param outcomes how many calls of the period ended in which way, whatever else the filter asks for
/// @param refusedUnnamed further refusals of callers that nobody authenticated, which are recorded as sums
/// @param lapsed further refusals while nothing could be recorded, of which only the number is known
/// @param coverage from when to when the logs say anything; null where that was not stated
public record Examined(
        SortedMap<String, Range> logs,
        SortedMap<String, Long> outcomes,
        long refusedUnnamed,
        long lapsed,
        @Nullable Coverage coverage) {
    /// How much of one log was looked at.
    /// @param size the size of the signed checkpoint that was searched up to
    /// @param events how many of its entries were examined
    /// @param absent how many are not there any more: expired, or otherwise gone
    /// @param malformed how many of those examined are no event of a known form
    public record Range(long size, long events, long absent, long malformed) {
        private Map<String, Object> json(String log) {
            return Map.of("log", log, "size", size, "events", events, "absent", absent, "malformed", malformed);
        }

        boolean isWhole() {
            return events >= 0 && absent >= 0 && malformed >= 0 && malformed <= events && events + absent == size;
        }
    }

    /// Counts as it goes. Not safe for several threads.
    public static final class Counter {
        private final SortedMap<String, Range> logs = new TreeMap<>();
        private final SortedMap<String, Long> outcomes = new TreeMap<>();
        private final SortedMap<String, Coverage.Span> spans = new TreeMap<>();
        private final Map<String, SpanCounter> counting = new HashMap<>();
        private final List<String> unknown = new ArrayList<>();
        private final CallFilter filter;
        private long refusedUnnamed;
        private long lapsed;

        public Counter(CallFilter filter) {
            this.filter = filter;
        }

        public void log(String id, Range range) {
            logs.put(id, range);
        }

        public void calls(String outcome, long count) {
            outcomes.merge(outcome, count, (one, other) -> one + other == 0 ? null : one + other);
        }

        /// What a log covers, where its events are not handed over one by one.
        public void span(String log, Coverage.Span span) {
            spans.put(log, span);
        }

        /// A log that the archive holds and whose key is not known.
        public void unknown(String log) {
            unknown.add(log);
        }

        /// The next event of a log.
        public void event(String log, long position, EventView event) {
            counting.computeIfAbsent(log, id -> new SpanCounter(filter)).event(position, event);
            sum(event);
        }

        /// An event that stands for several refusals; others are passed over.
        public void sum(EventView event) {
            if (!filter.inPeriod(event.time().toEpochMilli())) {
                return;
            }
            if (event.type().equals(EventType.CALL_REFUSED.wire())) {
                refusedUnnamed += number(event.data().path("summary").path("count"));
            } else if (event.type().equals(EventType.RECORDING_LAPSED.wire())) {
                lapsed += number(event.data().path("refused"));
            }
        }

        public Examined done() {
            counting.forEach((log, span) -> spans.put(log, span.done()));
            return new Examined(logs, outcomes, refusedUnnamed, lapsed, new Coverage(spans, unknown));
        }

        private static long number(JsonNode value) {
            return value.isIntegralNumber() && value.canConvertToLong() ? Math.max(0, value.longValue()) : 0;
        }
    }

    /// Reads what [#json(CallFilter)] writes; empty when it is something else.
    public static Optional<Examined> parse(JsonNode json) {
        SortedMap<String, Range> logs = new TreeMap<>();
        for (JsonNode log : json.path("logs")) {
            logs.put(
                    log.path("log").asString(""),
                    new Range(
                            log.path("size").asLong(-1),
                            log.path("events").asLong(-1),
                            log.path("absent").asLong(-1),
                            log.path("malformed").asLong(-1)));
        }
        SortedMap<String, Long> outcomes = new TreeMap<>();
        json.path("outcomes")
                .properties()
                .forEach(one -> outcomes.put(one.getKey(), one.getValue().asLong(-1)));
        Optional<Coverage> coverage = Coverage.parse(json.path("coverage"));
        Examined read = new Examined(
                logs,
                outcomes,
                json.path("refusedUnnamed").asLong(-1),
                json.path("lapsed").asLong(-1),
                json.has("coverage") ? coverage.orElse(null) : null);
        boolean whole = coverage.isPresent()
                && read.refusedUnnamed() >= 0
                && read.lapsed() >= 0
                && outcomes.values().stream().allMatch(count -> count >= 0)
                && logs.values().stream().allMatch(Range::isWhole);
        return whole ? Optional.of(read) : Optional.empty();
    }

    /// What of the period is not covered, a sentence each; empty when all of it is or nothing is stated.
    public List<String> missing(CallFilter filter) {
        return coverage == null ? List.of() : coverage.missing(filter);
    }

    public Map<String, Object> json(CallFilter filter) {
        List<Map<String, Object>> ranges = logs.entrySet().stream()
                .map(log -> log.getValue().json(log.getKey()))
                .toList();
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("logs", ranges);
        json.put("outcomes", outcomes);
        json.put("refusedUnnamed", refusedUnnamed);
        json.put("lapsed", lapsed);
        if (coverage != null) {
            json.put("coverage", coverage.json(filter));
        }
        return json;
    }

    /// The same in words, with what was found.
    public String sentence(CallFilter filter, long found) {
        String searched = logs.entrySet().stream()
                .map(log -> log.getKey() + " up to size " + log.getValue().size() + ", "
                        + log.getValue().absent() + " of it absent, "
                        + log.getValue().malformed() + " unreadable")
                .collect(Collectors.joining("; "));
        long calls = outcomes.values().stream().mapToLong(Long::longValue).sum();
        long absent = logs.values().stream().mapToLong(Range::absent).sum();
        return (found == 0 ? "No call" : found + (found == 1 ? " call" : " calls")) + " with "
                + (filter.given().isEmpty() ? "any properties" : filter.given()) + " among "
                + logs.values().stream().mapToLong(Range::events).sum() + " events examined (" + searched + ")"
                + (absent == 0
                        ? ""
                        : ". " + absent + " events could not be examined, for they are not there any more: what is"
                                + " found says nothing about those")
                + ". In the period there were " + calls + (calls == 1 ? " call" : " calls")
                + (outcomes.isEmpty() ? "" : " " + outcomes) + ", " + refusedUnnamed
                + " further refusals of unauthenticated callers that are recorded as sums, and " + lapsed
                + " while nothing could be recorded."
                + (coverage == null ? "" : coverage.sentence(filter));
    }
}
