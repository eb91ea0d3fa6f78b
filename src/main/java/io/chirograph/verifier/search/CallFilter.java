package io.chirograph.verifier.search;

import io.chirograph.event.EventType;
import io.chirograph.event.value.Outcome;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which calls are meant. All that is given must hold; values are compared whole and with case.
/// @param given the filters as they were given, by name
/// @param from the call's first event is not before, in milliseconds; null without
/// @param to it is before, in milliseconds; null without
/// @param outcome of the call, `open` when no event has ended it; null without
/// @param type the call has an event of this type; null without
/// @param terms what one of the call's events says, value by name
public record CallFilter(
        SequencedMap<String, String> given,
        @Nullable Long from,
        @Nullable Long to,
        @Nullable String outcome,
        @Nullable String type,
        SequencedMap<String, String> terms) {
    /// The outcome of a call that no event has ended.
    public static final String OPEN = "open";

    private static final List<String> TERMS =
            List.of("actor", "tenant", "team", "provider", "model", "traceId", "clientRequestId");
    private static final List<String> OTHERS = List.of("from", "to", "outcome", "type");
    private static final int MAX_VALUE = 1024;
    private static final int MAX_FILTERS = 32;

    public CallFilter {
        given = Collections.unmodifiableSequencedMap(given);
        terms = Collections.unmodifiableSequencedMap(terms);
    }

    /// Reads filters, value by name. An unknown one and a value that cannot be are refused: nobody must take
    /// the response to another question for the answer to theirs.
    public static CallFilter parse(Map<String, String> filters) throws BadFilterException {
        TreeMap<String, String> given = new TreeMap<>();
        TreeMap<String, String> terms = new TreeMap<>();
        for (Map.Entry<String, String> filter : filters.entrySet()) {
            String name = filter.getKey();
            if (!isKnown(name)) {
                throw new BadFilterException(
                        true,
                        name,
                        filter.getValue(),
                        "Parameter '" + name + "' is unknown; known are " + String.join(", ", OTHERS) + ", "
                                + String.join(", ", TERMS) + " and metadata.<key>.");
            }
            given.put(name, length(name, filter.getValue()));
            if (given.size() > MAX_FILTERS) {
                throw BadFilterException.value(name, filter.getValue(), "one of at most " + MAX_FILTERS + " filters");
            }
            if (!OTHERS.contains(name)) {
                terms.put(name, filter.getValue());
            }
        }
        String traceId = given.get("traceId");
        if (traceId != null && !traceId.matches("[0-9a-f]{32}")) {
            throw BadFilterException.value("traceId", traceId, "32 lower-case hex digits");
        }
        Long from = instant("from", given.get("from"));
        Long to = instant("to", given.get("to"));
        if (from != null && to != null && from > to) {
            throw BadFilterException.value("from", String.valueOf(given.get("from")), "no later than 'to'");
        }
        return new CallFilter(
                given,
                from,
                to,
                oneOf("outcome", given.get("outcome"), outcomes()),
                oneOf("type", given.get("type"), types()),
                terms);
    }

    public static boolean isKnown(String name) {
        return OTHERS.contains(name)
                || TERMS.contains(name)
                || (name.startsWith(CallEvent.METADATA) && name.length() > CallEvent.METADATA.length());
    }

    /// Whether a call's first event lies in the period.
    public boolean inPeriod(long time) {
        return (from == null || time >= from) && (to == null || time < to);
    }

    public boolean matches(FoundCall call) {
        return inPeriod(call.time())
                && (outcome == null || outcome.equals(call.outcome()))
                && (type == null || call.types().contains(type))
                && terms.entrySet().stream()
                        .allMatch(term -> call.terms().contains(new Term(term.getKey(), term.getValue())));
    }

    private static String length(String name, String value) throws BadFilterException {
        if (value.isEmpty() || value.length() > MAX_VALUE) {
            throw BadFilterException.value(name, value, "1 to " + MAX_VALUE + " characters");
        }
        return value;
    }

    private static @Nullable Long instant(String name, @Nullable String value) throws BadFilterException {
        if (value == null) {
            return null;
        }
        try {
            long millis = OffsetDateTime.parse(value).toInstant().toEpochMilli();
            if (millis >= 0) {
                return millis;
            }
        } catch (DateTimeException | ArithmeticException e) {
            throw badInstant(name, value);
        }
        throw badInstant(name, value);
    }

    private static BadFilterException badInstant(String name, String value) {
        return BadFilterException.value(
                name, value, "an RFC 3339 time such as 2026-11-21T00:00:00Z (in a URL a + in it is sent as %2B)");
    }

    private static @Nullable String oneOf(String name, @Nullable String value, List<String> words)
            throws BadFilterException {
        if (value != null && !words.contains(value)) {
            throw BadFilterException.value(name, value, "one of " + String.join(", ", words));
        }
        return value;
    }

    private static List<String> outcomes() {
        return Stream.concat(Arrays.stream(Outcome.values()).map(Outcome::wire), Stream.of(OPEN))
                .toList();
    }

    private static List<String> types() {
        return Arrays.stream(EventType.values()).map(EventType::wire).toList();
    }
}
