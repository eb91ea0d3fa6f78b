package io.chirograph.verifier.search;

import io.chirograph.event.value.Outcome;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which calls are meant. All that is given must hold; case counts.
/// @param given the filters as they were given, by name
/// @param from the call's first event is not before, in milliseconds; null without
/// @param to it is before, in milliseconds; null without
/// @param conditions what the call's events, its outcome and their types must and must not say
/// @param ranges what the event that ended it counts
public record CallFilter(
        SequencedMap<String, String> given,
        @Nullable Long from,
        @Nullable Long to,
        List<Condition> conditions,
        List<NumberRange> ranges) {
    /// The outcome of a call that no event has ended.
    public static final String OPEN = "open";

    public static final String OUTCOME = "outcome";
    public static final String TYPE = "type";

    private static final List<String> PERIOD = List.of("from", "to");
    private static final List<String> TERMS = List.of(
            "actor",
            "key",
            "tenant",
            "team",
            "provider",
            "model",
            "operation",
            "region",
            "dataClass",
            "rule",
            "status",
            "code",
            "client",
            "traceId",
            "clientRequestId",
            "operator",
            "document",
            "decision",
            CallEvent.RELATED,
            "tool",
            "toolCall",
            CallEvent.TOOL_ARGUMENTS,
            "agent",
            "session",
            CallEvent.READ_CALL,
            CallEvent.READ_EVENT,
            "readPath");
    private static final List<String> PREFIXES = List.of(CallEvent.METADATA, CallEvent.READ_QUERY);
    private static final Pattern TYPES = Pattern.compile("[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+)+");
    private static final Pattern TYPE_PREFIX = Pattern.compile("[A-Za-z0-9_.-]*");
    private static final String ONE_OF = "one of " + String.join(", ", outcomes());
    private static final int MAX_VALUE = 1024;
    private static final int MAX_FILTERS = 32;

    public CallFilter {
        given = Collections.unmodifiableSequencedMap(given);
        conditions = List.copyOf(conditions);
        ranges = List.copyOf(ranges);
    }

    /// Reads filters, value by name. An unknown one and a value that cannot be are refused: nobody must take
    /// the response to another question for the answer to theirs.
    public static CallFilter parse(Map<String, String> filters) throws BadFilterException {
        return parse(filters, false);
    }

    /// The same.
    /// @param literal whether commas, stars and backslashes in values stand for themselves
    public static CallFilter parse(Map<String, String> filters, boolean literal) throws BadFilterException {
        TreeMap<String, String> given = new TreeMap<>();
        List<Condition> conditions = new ArrayList<>();
        List<NumberRange> ranges = new ArrayList<>();
        for (Map.Entry<String, String> filter : new TreeMap<>(filters).entrySet()) {
            String name = filter.getKey();
            String value = filter.getValue();
            if (!isKnown(name)) {
                throw new BadFilterException(
                        true,
                        name,
                        value,
                        "Parameter '" + name + "' is unknown; known are " + String.join(", ", PERIOD) + ", "
                                + String.join(", ", NumberRange.NAMES) + ", " + OUTCOME + ", " + TYPE + ", "
                                + String.join(", ", TERMS) + ", metadata.<key> and readQuery.<name>; all from "
                                + OUTCOME + " on also with ! behind the name.");
            }
            given.put(name, length(name, value));
            if (given.size() > MAX_FILTERS) {
                throw BadFilterException.value(name, value, "one of at most " + MAX_FILTERS + " filters");
            }
            if (NumberRange.NAMES.contains(name)) {
                ranges.add(NumberRange.parse(name, value));
            } else if (!PERIOD.contains(name)) {
                conditions.add(condition(name, value, literal));
            }
        }
        Long from = instant("from", given.get("from"));
        Long to = instant("to", given.get("to"));
        if (from != null && to != null && from > to) {
            throw BadFilterException.value("from", String.valueOf(given.get("from")), "no later than 'to'");
        }
        return new CallFilter(given, from, to, conditions, ranges);
    }

    public static boolean isKnown(String name) {
        if (PERIOD.contains(name) || NumberRange.NAMES.contains(name)) {
            return true;
        }
        String plain = plain(name);
        return plain.equals(OUTCOME)
                || plain.equals(TYPE)
                || TERMS.contains(plain)
                || PREFIXES.stream().anyMatch(prefix -> plain.startsWith(prefix) && plain.length() > prefix.length());
    }

    /// The names that may be negated, but for those that begin with `metadata.` or `readQuery.`.
    public static List<String> negatable() {
        return Stream.concat(Stream.of(OUTCOME, TYPE), TERMS.stream()).toList();
    }

    /// All names, but for those that begin so or end with `!`.
    public static List<String> names() {
        return Stream.of(PERIOD, NumberRange.NAMES, negatable())
                .flatMap(List::stream)
                .toList();
    }

    /// Whether a value among the filters means something else than itself.
    public boolean hasPatterns() {
        return given.entrySet().stream()
                .anyMatch(filter -> !PERIOD.contains(filter.getKey()) && Condition.isPattern(filter.getValue()));
    }

    /// Whether a call's first event lies in the period.
    public boolean inPeriod(long time) {
        return (from == null || time >= from) && (to == null || time < to);
    }

    public boolean matches(FoundCall call) {
        return inPeriod(call.time())
                && ranges.stream().allMatch(range -> range.holds(call.numbers().get(range.name())))
                && conditions.stream().allMatch(condition -> condition.holds(values(call, condition.name())));
    }

    private static Collection<String> values(FoundCall call, String name) {
        return switch (name) {
            case OUTCOME -> List.of(call.outcome());
            case TYPE -> call.types();
            default ->
                call.terms().stream()
                        .filter(term -> term.name().equals(name))
                        .map(Term::value)
                        .toList();
        };
    }

    /// The name of what a filter is about: behind it a `!` means that it must not be.
    private static String plain(String name) {
        return name.endsWith("!") ? name.substring(0, name.length() - 1) : name;
    }

    private static Condition condition(String name, String value, boolean literal) throws BadFilterException {
        String plain = plain(name);
        boolean negated = name.length() > plain.length();
        Condition condition =
                literal ? Condition.literal(plain, negated, value) : Condition.parse(plain, negated, name, value);
        for (Condition.Alternative one : condition.any()) {
            switch (plain) {
                case OUTCOME -> require(name, value, !one.prefix() && outcomes().contains(one.text()), ONE_OF);
                case TYPE -> require(name, value, isType(one), "types of events, such as ai.call.started");
                case "traceId" ->
                    require(
                            name,
                            value,
                            one.text().matches(one.prefix() ? "[0-9a-f]{0,32}" : "[0-9a-f]{32}"),
                            "32 lower-case hex digits");
                default -> {
                    // any text may be somebody's
                }
            }
        }
        return condition;
    }

    private static boolean isType(Condition.Alternative one) {
        return (one.prefix() ? TYPE_PREFIX : TYPES).matcher(one.text()).matches();
    }

    private static void require(String name, String value, boolean holds, String rule) throws BadFilterException {
        if (!holds) {
            throw BadFilterException.value(name, value, rule);
        }
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
            // told below
        }
        throw BadFilterException.value(
                name, value, "an RFC 3339 time such as 2026-11-21T00:00:00Z (in a URL a + in it is sent as %2B)");
    }

    private static List<String> outcomes() {
        return Stream.concat(Arrays.stream(Outcome.values()).map(Outcome::wire), Stream.of(OPEN))
                .toList();
    }
}
