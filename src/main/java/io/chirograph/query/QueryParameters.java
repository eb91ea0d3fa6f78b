package io.chirograph.query;

import io.chirograph.event.EventType;
import io.chirograph.event.Outcome;
import io.chirograph.tlog.TreeHasher;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Reads the parameters of a list query. An unknown one, one that stands twice and a value that cannot be are
/// refused: an auditor must not take the answer to another question for the answer to theirs.
final class QueryParameters {
    static final int DEFAULT_LIMIT = 50;
    static final int MAX_LIMIT = 1000;
    static final String OPEN = "open";
    private static final List<String> TERMS =
            List.of("actor", "tenant", "team", "provider", "model", "traceId", "clientRequestId");
    private static final List<String> OTHERS = List.of("from", "to", "outcome", "type", "limit", "cursor");
    private static final int MAX_VALUE = 1024;

    private QueryParameters() {}

    static ListQuery parse(String path, Map<String, String[]> parameters) throws BadParameterException {
        Map<String, String> given = single(parameters);
        LinkedHashMap<String, String> terms = new LinkedHashMap<>();
        given.forEach((name, value) -> {
            if (!OTHERS.contains(name)) {
                terms.put(name, value);
            }
        });
        String traceId = given.get("traceId");
        if (traceId != null && !traceId.matches("[0-9a-f]{32}")) {
            throw BadParameterException.value("traceId", traceId, "32 lower-case hex digits");
        }
        Long from = instant("from", given.get("from"));
        Long to = instant("to", given.get("to"));
        if (from != null && to != null && from > to) {
            throw BadParameterException.value("from", String.valueOf(given.get("from")), "no later than 'to'");
        }
        String digest = digest(path, given);
        return new ListQuery(
                from,
                to,
                oneOf("outcome", given.get("outcome"), outcomes()),
                oneOf("type", given.get("type"), types()),
                terms,
                limit(given.get("limit")),
                cursor(given.get("cursor"), digest),
                digest);
    }

    private static Map<String, String> single(Map<String, String[]> parameters) throws BadParameterException {
        Map<String, String> given = new TreeMap<>();
        for (var parameter : parameters.entrySet()) {
            String name = parameter.getKey();
            String[] values = parameter.getValue();
            if (!known(name)) {
                throw new BadParameterException(
                        "unknown-parameter",
                        name,
                        values[0],
                        "Parameter '" + name + "' is unknown; known are " + String.join(", ", OTHERS) + ", "
                                + String.join(", ", TERMS) + " and metadata.<key>.");
            }
            if (values.length != 1) {
                throw new BadParameterException(
                        "duplicate-parameter",
                        name,
                        String.join(", ", values),
                        "Parameter '" + name + "' stands " + values.length + " times; once at most.");
            }
            if (values[0].isEmpty() || values[0].length() > MAX_VALUE) {
                throw BadParameterException.value(name, values[0], "1 to " + MAX_VALUE + " characters");
            }
            given.put(name, values[0]);
        }
        return given;
    }

    private static boolean known(String name) {
        return OTHERS.contains(name)
                || TERMS.contains(name)
                || (name.startsWith(Terms.METADATA) && name.length() > Terms.METADATA.length());
    }

    private static @Nullable Long instant(String name, @Nullable String value) throws BadParameterException {
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

    private static BadParameterException badInstant(String name, String value) {
        return BadParameterException.value(
                name, value, "an RFC 3339 time such as 2026-11-21T00:00:00Z (a + in it is sent as %2B)");
    }

    private static int limit(@Nullable String value) throws BadParameterException {
        if (value == null) {
            return DEFAULT_LIMIT;
        }
        if (value.matches("[1-9][0-9]{0,3}") && Integer.parseInt(value) <= MAX_LIMIT) {
            return Integer.parseInt(value);
        }
        throw BadParameterException.value("limit", value, "1 to " + MAX_LIMIT);
    }

    private static @Nullable PageMark cursor(@Nullable String value, String digest) throws BadParameterException {
        if (value == null) {
            return null;
        }
        PageMark mark = PageMark.decode(value);
        if (!mark.query().equals(digest)) {
            throw BadParameterException.value("cursor", value, "the 'next' of an earlier page of this same query");
        }
        return mark;
    }

    private static @Nullable String oneOf(String name, @Nullable String value, List<String> words)
            throws BadParameterException {
        if (value != null && !words.contains(value)) {
            throw BadParameterException.value(name, value, "one of " + String.join(", ", words));
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

    private static String digest(String path, Map<String, String> given) {
        String all = given.entrySet().stream()
                .filter(entry ->
                        !entry.getKey().equals("limit") && !entry.getKey().equals("cursor"))
                .map(entry -> entry.getKey().length() + ":" + entry.getKey() + entry.getValue())
                .collect(Collectors.joining("\n", path + "\n", ""));
        return TreeHasher.leaf(all.getBytes(StandardCharsets.UTF_8)).hex().substring(0, 16);
    }
}
