package io.chirograph.query;

import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.TileId;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what the log's paths take: sizes, positions, tiles. What is not exactly one of them is refused by name.
final class LogParameters {
    private static final String FORMAT = "format";
    private final Map<String, String> given = new TreeMap<>();
    private final boolean text;

    private LogParameters(HttpServletRequest request, List<String> known) throws BadParameterException {
        for (var parameter : request.getParameterMap().entrySet()) {
            String name = parameter.getKey();
            String[] values = parameter.getValue();
            if (!known.contains(name)) {
                throw new BadParameterException(
                        "unknown-parameter",
                        name,
                        values[0],
                        "Parameter '" + name + "' is unknown; known are " + String.join(", ", known) + ".");
            }
            if (values.length != 1) {
                throw new BadParameterException(
                        "duplicate-parameter",
                        name,
                        String.join(", ", values),
                        "Parameter '" + name + "' stands " + values.length + " times; once at most.");
            }
            given.put(name, values[0]);
        }
        String format = given.get(FORMAT);
        if (format != null && !format.equals("json") && !format.equals("text")) {
            throw BadParameterException.value(FORMAT, format, "json or text");
        }
        String accept = request.getHeader("Accept");
        text = format == null ? accept != null && accept.contains("text/plain") : format.equals("text");
    }

    static LogParameters of(HttpServletRequest request, String... known) throws BadParameterException {
        return new LogParameters(request, List.of(known));
    }

    /// Whether the answer is to be the C2SP text rather than JSON.
    boolean text() {
        return text;
    }

    @Nullable
    String word(String name) {
        return given.get(name);
    }

    /// A number as it is written, without leading zeros; null when it was not given.
    @Nullable
    Long number(String name, long from, long to) throws BadParameterException {
        String value = given.get(name);
        if (value == null) {
            return null;
        }
        String rule = "a number from " + from + " to " + to;
        if (!value.matches("0|[1-9][0-9]{0,15}")) {
            throw BadParameterException.value(name, value, rule);
        }
        long number = Long.parseLong(value);
        if (number < from || number > to) {
            throw BadParameterException.value(name, value, rule);
        }
        return number;
    }

    long required(String name, long from, long to) throws BadParameterException {
        Long number = number(name, from, to);
        if (number == null) {
            throw missing(name, "a number from " + from + " to " + to);
        }
        return number;
    }

    static BadParameterException missing(String name, String rule) {
        return new BadParameterException(
                "bad-value", name, "", "Parameter '" + name + "' is missing; it must be " + rule + ".");
    }

    /// A tile's path behind `tile/`, or behind `tile/entries/`.
    static TileId tile(String path) throws BadParameterException {
        boolean entries = path.startsWith("entries/");
        try {
            return entries ? TileId.parseEntries(path.substring("entries/".length())) : TileId.parse(path);
        } catch (MalformedException e) {
            throw BadParameterException.value("tile", path, "a path as in c2sp.org/tlog-tiles, such as 0/x001/234.p/5");
        }
    }
}
