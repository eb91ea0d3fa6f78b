package io.chirograph.policy.model;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which calls a target is for: those that fit all that is named.
/// @param metadata patterns by the name of an entry, of which one is meant letter by letter
/// @param dataClass the class, or a higher one, that the call's data have
/// @param days of the week, `mon` to `sun`; empty for any
/// @param hours `08:00-18:00`, the end not in it, over midnight where the end is not after the start; null for any
/// @param zone the time zone of days and hours
public record TargetCondition(
        SortedMap<String, Globs> metadata,
        @Nullable String dataClass,

        Set<String> days,

        @Nullable String hours,
        String zone) {
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    private static final String HOURS = "([01][0-9]|2[0-3]):[0-5][0-9]-(([01][0-9]|2[0-3]):[0-5][0-9]|24:00)";

    public TargetCondition {
        if (Stream.of(metadata, dataClass, days, hours).allMatch(Objects::isNull)) {
            throw new Misfit("", "names nothing; it has metadata, data-class, days, hours");
        }
        metadata = metadata == null ? new TreeMap<>() : metadata;
        metadata.forEach((name, patterns) -> {
            if (patterns.isNone()) {
                throw new Misfit("metadata." + name, "is empty");
            }
        });
        days = days == null ? Set.of() : Set.copyOf(days);
        for (String day : days) {
            if (!DAYS.contains(day)) {
                throw new Misfit("days", "has '" + day + "'; days are " + String.join(", ", DAYS));
            }
        }
        if (hours != null && !hours.matches(HOURS)) {
            throw new Misfit("hours", "is '" + hours + "'; it must be like 08:00-18:00");
        }
        zone = Objects.requireNonNullElse(zone, "UTC");
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new Misfit("zone", "is '" + zone + "', which is no time zone; it must be like Europe/Zurich");
        }
    }

    /// Whether a call is meant.
    /// @param isOfClass whether the call's data are of a class, or of a higher one
    public boolean isMet(Map<String, Object> call, Predicate<String> isOfClass, Instant now) {
        for (Map.Entry<String, Globs> entry : metadata.entrySet()) {
            Object value = call.get(entry.getKey());
            if (value == null || !entry.getValue().permits(value.toString())) {
                return false;
            }
        }
        return (dataClass == null || isOfClass.test(dataClass)) && isTime(now.atZone(ZoneId.of(zone)));
    }

    private boolean isTime(ZonedDateTime now) {
        String day = DAYS.get(now.getDayOfWeek().getValue() - 1).toLowerCase(Locale.ROOT);
        return (days.isEmpty() || days.contains(day)) && (hours == null || isHour(hours, now.toLocalTime()));
    }

    private static boolean isHour(String hours, LocalTime now) {
        LocalTime from = LocalTime.parse(hours.substring(0, 5));
        String end = hours.substring(6);
        if (end.equals("24:00")) {
            return !now.isBefore(from);
        }
        LocalTime to = LocalTime.parse(end);
        return from.isBefore(to) ? !now.isBefore(from) && now.isBefore(to) : !now.isBefore(from) || now.isBefore(to);
    }
}
