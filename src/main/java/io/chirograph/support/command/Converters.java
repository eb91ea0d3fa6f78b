package io.chirograph.support.command;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// Converters of option values.
public final class Converters {
    private Converters() {}

    /// `name=value`, split at the first `=`.
    public static final class NameValue implements ITypeConverter<Map.Entry<String, String>> {
        @Override
        public Map.Entry<String, String> convert(String text) {
            int equals = text.indexOf('=');
            if (equals < 1) {
                throw new TypeConversionException("'" + text + "' must be name=value");
            }
            return Map.entry(text.substring(0, equals), text.substring(equals + 1));
        }
    }

    /// A moment, or a day's first one: `2036-12-31T08:00:00Z` or `2036-12-31`, in UTC.
    public static final class Moment implements ITypeConverter<Instant> {
        @Override
        public Instant convert(String text) {
            try {
                return text.contains("T")
                        ? Instant.parse(text)
                        : LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + text + "' must be a date, such as 2036-12-31");
            }
        }
    }

    /// A duration or a period: `PT5M`, `P180D`, `P1Y`. A year counts as 365 days and a month as 30.
    public static final class Length implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            try {
                if (text.contains("T")) {
                    return Duration.parse(text);
                }
                Period period = Period.parse(text);
                return Duration.ofDays(365L * period.getYears() + 30L * period.getMonths() + period.getDays());
            } catch (DateTimeException e) {
                throw new TypeConversionException("'" + text + "' must be a period, such as P180D or P1Y");
            }
        }
    }
}
