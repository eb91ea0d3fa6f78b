package io.chirograph.verifier.search;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.support.json.StrictJson;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What was looked at to find a population: without it "none" could as well mean "not kept".
/// @param logs every log that was searched
/// @param outcomes how many calls of the period ended in which way, whatever else the filter asks for
/// @param refusedUnnamed further refusals of callers that nobody authenticated, which are recorded as sums
/// @param lapsed further refusals while nothing could be recorded, of which only the number is known
/// @param coverage from when to when the logs say anything; null where that was not stated
public record Examined(
        List<Range> logs,
        @JsonSetter(contentNulls = Nulls.FAIL) SortedMap<String, Long> outcomes,
        long refusedUnnamed,
        long lapsed,
        @Nullable Coverage coverage) {
    public Examined {
        StrictJson.required("outcomes", outcomes);
    }

    /// How much of one log was looked at.
    /// @param size the size of the signed checkpoint that was searched up to
    /// @param events how many of its entries were examined
    /// @param absent how many are not there any more: expired, or otherwise gone
    /// @param malformed how many of those examined are no event of a known form
    public record Range(String log, long size, long events, long absent, long malformed) {
        public Range {
            StrictJson.required("log", log);
        }

        private boolean isWhole() {
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

        public void log(Range range) {
            logs.put(range.log(), range);
        }

        public void calls(String outcome, long count) {
            outcomes.merge(outcome, count, (one, other) -> one + other == 0 ? null : one + other);
        }

        /// What a log covers, where its events are not handed over one by one.
        public void span(Coverage.Span span) {
            spans.put(span.log(), span);
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
            counting.forEach((log, span) -> span(span.done(log)));
            Coverage coverage = Coverage.of(List.copyOf(spans.values()), unknown, filter);
            return new Examined(List.copyOf(logs.values()), outcomes, refusedUnnamed, lapsed, coverage);
        }

        private static long number(JsonNode value) {
            return value.isIntegralNumber() && value.canConvertToLong() ? Math.max(0, value.longValue()) : 0;
        }
    }

    /// Whether it is what a search could have found: logs once each and in order, numbers that agree with one
    /// another, and missing of the period what follows from the spans.
    public boolean isSound(CallFilter filter) {
        return refusedUnnamed >= 0
                && lapsed >= 0
                && outcomes.values().stream().allMatch(count -> count >= 0)
                && logs.stream().allMatch(Range::isWhole)
                && isOrdered(logs.stream().map(Range::log).toList())
                && (coverage == null
                        || (isOrdered(coverage.logs().stream()
                                        .map(Coverage.Span::log)
                                        .toList())
                                && coverage.equals(Coverage.of(coverage.logs(), coverage.unknown(), filter))));
    }

    private static boolean isOrdered(List<String> ids) {
        return List.copyOf(new TreeSet<>(ids)).equals(ids);
    }

    /// What of the period is not covered, a sentence each; empty when all of it is or nothing is stated.
    public List<String> missing() {
        return coverage == null ? List.of() : coverage.missing();
    }

    /// The same in words, with what was found.
    public String sentence(CallFilter filter, long found) {
        String searched = logs.stream()
                .map(log -> log.log() + " up to size " + log.size() + ", " + log.absent() + " of it absent, "
                        + log.malformed() + " unreadable")
                .collect(Collectors.joining("; "));
        long calls = outcomes.values().stream().mapToLong(Long::longValue).sum();
        long absent = logs.stream().mapToLong(Range::absent).sum();
        return (found == 0 ? "No call" : found + (found == 1 ? " call" : " calls")) + " with "
                + (filter.given().isEmpty() ? "any properties" : filter.given()) + " among "
                + logs.stream().mapToLong(Range::events).sum() + " events examined (" + searched + ")"
                + (absent == 0
                        ? ""
                        : ". " + absent + " events could not be examined, for they are not there any more: what is"
                                + " found says nothing about those")
                + ". In the period there were " + calls + (calls == 1 ? " call" : " calls")
                + (outcomes.isEmpty() ? "" : " " + outcomes) + ", " + refusedUnnamed
                + " further refusals of unauthenticated callers that are recorded as sums, and " + lapsed
                + " while nothing could be recorded."
                + (coverage == null ? "" : coverage.sentence());
    }
}
