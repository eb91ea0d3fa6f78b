package io.chirograph.policy.model;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.chirograph.event.value.PayloadLevel;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The most that is kept of a call's content, as one place says.
/// Written as one level for both bodies, or as `{request: <level>, response: <level>}`.
/// @param request null where nothing is said of it
/// @param response null where nothing is said of it
public record PayloadLimit(
        @Nullable PayloadLevel request, @Nullable PayloadLevel response) {
    @JsonCreator(mode = JsonCreator.Mode.PROPERTIES)
    public PayloadLimit {
        if (request == null && response == null) {
            throw new Misfit("", "says nothing; it is a level, or has request, response");
        }
    }

    public static PayloadLimit of(PayloadLevel both) {
        return new PayloadLimit(both, both);
    }

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static PayloadLimit of(String both) {
        return of(level(both));
    }

    /// Reads the word of a policy.
    public static PayloadLevel level(String word) {
        PayloadLevel level = PayloadLevel.named(word);
        if (level == null) {
            throw new Misfit(
                    "",
                    "is '" + word + "'; it must be "
                            + Arrays.stream(PayloadLevel.values())
                                    .map(PayloadLevel::wire)
                                    .collect(Collectors.joining(", "))
                            + ", for both or for request and response apart");
        }
        return level;
    }

    /// Reads a caller's header: `<level>`, or `request=<level>, response=<level>` in any order, one of them too.
    /// @return null where it is neither
    public static @Nullable PayloadLimit asked(String header) {
        PayloadLevel both = PayloadLevel.named(header.strip());
        if (both != null) {
            return of(both);
        }
        PayloadLevel request = null;
        PayloadLevel response = null;
        int from = 0;
        while (from <= header.length()) {
            int comma = header.indexOf(',', from);
            int end = comma < 0 ? header.length() : comma;
            int equals = header.indexOf('=', from);
            if (equals < 0 || equals > end) {
                return null;
            }
            String part = header.substring(from, equals).strip();
            PayloadLevel level =
                    PayloadLevel.named(header.substring(equals + 1, end).strip());
            if (level != null && request == null && part.equalsIgnoreCase("request")) {
                request = level;
            } else if (level != null && response == null && part.equalsIgnoreCase("response")) {
                response = level;
            } else {
                return null;
            }
            from = end + 1;
        }
        return new PayloadLimit(request, response);
    }

    /// The lesser of both.
    public static PayloadLevel least(PayloadLevel level, @Nullable PayloadLevel limit) {
        return limit == null || limit.compareTo(level) > 0 ? level : limit;
    }

    boolean names(PayloadLevel level) {
        return request == level || response == level;
    }
}
