package io.chirograph.verifier.search;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A demand on a number that the event which ended a call gives; both ends are in it.
/// @param name the filter's name
/// @param from of a cost in 10^-12 dollars, as [#pico(BigDecimal)] has it
public record NumberRange(String name, long from, long to) {
    /// The numbers that can be asked for.
    public static final List<String> NAMES = List.of("inputTokens", "outputTokens", "durationMillis", "cost");

    /// The one that is asked for in US dollars.
    static final String COST = "cost";

    private static final int PLACES = 12;
    private static final String DOLLARS = "[0-9]{1,6}(\\.[0-9]{1,12})?";

    private static final String DOTS = "..";
    private static final String NUMBER = "[0-9]{1,15}";

    static NumberRange parse(String name, String value) throws BadFilterException {
        int dots = value.indexOf(DOTS);
        String low = dots < 0 ? value : value.substring(0, dots);
        String high = dots < 0 ? value : value.substring(dots + DOTS.length());
        String form = name.equals(COST) ? DOLLARS : NUMBER;
        boolean sound = (low.isEmpty() || low.matches(form))
                && (high.isEmpty() || high.matches(form))
                && !(low.isEmpty() && high.isEmpty());
        long from = !sound || low.isEmpty() ? 0 : number(name, low);
        long to = !sound || high.isEmpty() ? Long.MAX_VALUE : number(name, high);
        if (!sound || from > to) {
            throw BadFilterException.value(
                    name,
                    value,
                    name.equals(COST)
                            ? "US dollars, or a range such as 0.01..5, 0.01.. or ..5, of at most 6 digits and 12 places each"
                            : "a number, or a range such as 100..200, 100.. or ..200, of at most 15 digits each");
        }
        return new NumberRange(name, from, to);
    }

    private static long number(String name, String text) {
        return name.equals(COST) ? pico(new BigDecimal(text)) : Long.parseLong(text);
    }

    /// Dollars in units of 10^-12, rounded to even; the largest number for what is more.
    public static long pico(BigDecimal dollars) {
        BigDecimal units = dollars.movePointRight(PLACES).setScale(0, RoundingMode.HALF_EVEN);
        return units.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) <= 0 ? units.longValue() : Long.MAX_VALUE;
    }

    /// So many units of 10^-12 as dollars.
    public static BigDecimal dollars(BigDecimal pico) {
        return pico.movePointLeft(PLACES);
    }

    boolean holds(@Nullable Long number) {
        return number != null && number >= from && number <= to;
    }
}
