package io.chirograph.verifier.search;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A demand on a number that the event which ended a call gives; both ends are in it.
/// @param name the filter's name
public record NumberRange(String name, long from, long to) {
    /// The numbers that can be asked for.
    public static final List<String> NAMES = List.of("inputTokens", "outputTokens", "durationMillis");

    private static final String DOTS = "..";
    private static final String NUMBER = "[0-9]{1,15}";

    static NumberRange parse(String name, String value) throws BadFilterException {
        int dots = value.indexOf(DOTS);
        String low = dots < 0 ? value : value.substring(0, dots);
        String high = dots < 0 ? value : value.substring(dots + DOTS.length());
        boolean sound = (low.isEmpty() || low.matches(NUMBER))
                && (high.isEmpty() || high.matches(NUMBER))
                && !(low.isEmpty() && high.isEmpty());
        long from = !sound || low.isEmpty() ? 0 : Long.parseLong(low);
        long to = !sound || high.isEmpty() ? Long.MAX_VALUE : Long.parseLong(high);
        if (!sound || from > to) {
            throw BadFilterException.value(
                    name, value, "a number, or a range such as 100..200, 100.. or ..200, of at most 15 digits each");
        }
        return new NumberRange(name, from, to);
    }

    boolean holds(@Nullable Long number) {
        return number != null && number >= from && number <= to;
    }
}
