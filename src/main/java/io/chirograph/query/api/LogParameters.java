package io.chirograph.query.api;

import io.chirograph.event.EventView;
import io.chirograph.query.lookup.EventName;
import io.chirograph.tlog.MalformedException;
import io.chirograph.tlog.tile.TileId;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads what the log's paths take: sizes, positions, tiles. What is not exactly one of them is refused by name.
public final class LogParameters {
    private static final String FORMAT = "format";
    private final Map<String, String> given;
    private final boolean text;

    private LogParameters(HttpServletRequest request, List<String> known) {
        given = QueryParameters.single(request.getParameterMap(), name -> {
            if (!known.contains(name)) {
                String taken = known.isEmpty() ? "none is taken here." : "known are " + String.join(", ", known) + ".";
                throw new ApiException(
                        ErrorCode.UNKNOWN_PARAMETER, "Parameter '" + name + "' is unknown; " + taken, name, null);
            }
        });
        String format = given.get(FORMAT);
        if (format != null && !format.equals("json") && !format.equals("text")) {
            throw ApiException.badParameter(FORMAT, format, "json or text");
        }
        String accept = request.getHeader("Accept");
        text = format == null ? accept != null && accept.contains("text/plain") : format.equals("text");
    }

    public static LogParameters of(HttpServletRequest request, String... known) {
        return new LogParameters(request, List.of(known));
    }

    /// Whether the response is to be the C2SP text rather than JSON.
    boolean text() {
        return text;
    }

    /// The value as it was given; null when it was not.
    public @Nullable String word(String name) {
        return given.get(name);
    }

    /// A number as it is written, without leading zeros; null when it was not given.
    public @Nullable Long number(String name, long from, long to) {
        String value = given.get(name);
        if (value == null) {
            return null;
        }
        long number = value.matches("0|[1-9][0-9]{0,15}") ? Long.parseLong(value) : -1;
        if (number < Math.max(0, from) || number > to) {
            throw ApiException.badParameter(name, value, "a number from " + from + " to " + to);
        }
        return number;
    }

    public long required(String name, long from, long to) {
        Long number = number(name, from, to);
        if (number == null) {
            throw missing(name, "a number from " + from + " to " + to);
        }
        return number;
    }

    static ApiException missing(String name, String rule) {
        return new ApiException(
                ErrorCode.BAD_VALUE, "Parameter '" + name + "' is missing; it must be " + rule + ".", name, "");
    }

    /// The event that a text names, by its id or by `sha256:` and its leaf hash.
    public static EventName event(String name, String text) {
        EventName event = EventName.find(text);
        if (event == null) {
            throw ApiException.badParameter(name, text, "a UUID, or sha256: and 64 lower-case hex digits");
        }
        return event;
    }

    /// @param rule what the text must be
    public static UUID id(String name, String text, String rule) {
        UUID id = EventView.uuid(text);
        if (id == null) {
            throw ApiException.badParameter(name, text, rule);
        }
        return id;
    }

    /// A tile's path behind `tile/`, or behind `tile/entries/`.
    static TileId tile(String path) {
        boolean entries = path.startsWith("entries/");
        try {
            return TileId.parse(entries ? "0" + path.substring("entries".length()) : path);
        } catch (MalformedException e) {
            throw ApiException.badParameter("tile", path, "a path as in c2sp.org/tlog-tiles, such as 0/x001/234.p/5");
        }
    }
}
