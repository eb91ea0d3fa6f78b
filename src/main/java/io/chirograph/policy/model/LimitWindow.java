package io.chirograph.policy.model;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The time over which a limit counts: a unit of the calendar, or a fixed length whose windows follow each
/// other from 1970 on in UTC.
/// @param unit null for a fixed length
/// @param length null for a unit
public record LimitWindow(
        @Nullable ChronoUnit unit, @Nullable Duration length) {
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "second", ChronoUnit.SECONDS,
            "minute", ChronoUnit.MINUTES,
            "hour", ChronoUnit.HOURS,
            "day", ChronoUnit.DAYS,
            "week", ChronoUnit.WEEKS,
            "month", ChronoUnit.MONTHS);
    private static final Duration LONGEST = Duration.ofDays(31);

    /// Reads a window as a policy writes it.
    public static LimitWindow of(String text) {
        ChronoUnit unit = UNITS.get(text);
        if (unit != null) {
            return new LimitWindow(unit, null);
        }
        if (text.equals("P1M")) {
            return new LimitWindow(ChronoUnit.MONTHS, null);
        }
        try {
            Duration length = Duration.parse(text);
            if (length.compareTo(Duration.ofSeconds(1)) >= 0
                    && length.compareTo(LONGEST) <= 0
                    && length.toNanosPart() == 0) {
                return new LimitWindow(null, length);
            }
        } catch (DateTimeParseException e) {
            throw bad(text);
        }
        throw bad(text);
    }

    private static Misfit bad(String text) {
        return new Misfit(
                "",
                "is '" + text + "'; it must be second, minute, hour, day, week or month, or whole seconds from PT1S to"
                        + " P31D");
    }

    /// The begin of the window that a moment is in. Days, weeks (from Monday) and months are those of the
    /// zone, with the 23 or 25 hours that its days may have.
    public Instant from(Instant moment, ZoneId zone) {
        if (length != null) {
            long seconds = length.toSeconds();
            return Instant.ofEpochSecond(Math.floorDiv(moment.getEpochSecond(), seconds) * seconds);
        }
        ZonedDateTime local = moment.atZone(zone);
        LocalDate day = local.toLocalDate();
        ChronoUnit of = calendar();
        return switch (of) {
            case DAYS -> day.atStartOfDay(zone).toInstant();
            case WEEKS ->
                day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY))
                        .atStartOfDay(zone)
                        .toInstant();
            case MONTHS -> day.withDayOfMonth(1).atStartOfDay(zone).toInstant();
            default -> local.truncatedTo(of).toInstant();
        };
    }

    private ChronoUnit calendar() {
        return Objects.requireNonNullElse(unit, ChronoUnit.SECONDS);
    }

    /// The end of a window, which is the begin of the next one.
    /// @param from its begin
    public Instant until(Instant from, ZoneId zone) {
        if (length != null) {
            return from.plus(length);
        }
        LocalDate day = from.atZone(zone).toLocalDate();
        ChronoUnit of = calendar();
        return switch (of) {
            case DAYS, WEEKS, MONTHS -> day.plus(1, of).atStartOfDay(zone).toInstant();
            default -> from.plus(1, of);
        };
    }

    /// Whether it is over so soon that a caller may wait for it: an hour at most.
    public boolean isShort() {
        return length == null
                ? calendar().compareTo(ChronoUnit.HOURS) <= 0
                : length.compareTo(Duration.ofHours(1)) <= 0;
    }

    /// As a policy writes it.
    public String words() {
        return length != null
                ? length.toString()
                : calendar().toString().toLowerCase(Locale.ROOT).replaceFirst("s$", "");
    }
}
