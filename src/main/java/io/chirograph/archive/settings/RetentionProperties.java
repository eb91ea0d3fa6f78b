package io.chirograph.archive.settings;

import io.chirograph.archive.LockMode;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;

/// Which classes of retention there are, and what belongs to which.
/// @param defaultClass a class or a preset; null for `chirograph.archive.retention`
/// @param rules what objects of some names are kept at least
/// @param eventTypes class or preset by type of event
/// @param lengthenWithin how long before its end the date of what must not run out is moved on, if that is not more
///     than half of what it gets
@ConfigurationProperties("chirograph.retention")
public record RetentionProperties(
        @DefaultValue Map<String, ClassSettings> classes,
        @Nullable String defaultClass,
        @DefaultValue List<Rule> rules,
        @DefaultValue Map<String, String> eventTypes,
        @DefaultValue("395d") Duration lengthenWithin) {
    private static final Duration MOST = Duration.ofDays(700);

    /// One class; exactly one of the first four says how long.
    /// @param preset a class that comes with the program
    /// @param duration ISO-8601: years, months and days, or a time
    /// @param indefinite true for no end in sight
    /// @param mode null for the archive's own
    /// @param code what journals carry of it, 16 to 127, unless it is a preset's only class
    public record ClassSettings(
            @Nullable String preset,
            @Nullable String duration,
            @Nullable LocalDate until,
            @DefaultValue("false") boolean indefinite,
            @Nullable LockMode mode,
            @Nullable Integer code) {}

    /// @param prefix of keys, relative to the archive's own prefix
    public record Rule(
            @Nullable String prefix,
            @Name("class") @Nullable String retentionClass) {}

    public RetentionProperties {
        classes = new TreeMap<>(classes);
        rules = List.copyOf(rules);
        eventTypes = new TreeMap<>(eventTypes);
        if (lengthenWithin.compareTo(Duration.ofDays(1)) < 0 || lengthenWithin.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "chirograph.retention.lengthen-within is " + lengthenWithin + ", expected P1D to P700D");
        }
    }
}
