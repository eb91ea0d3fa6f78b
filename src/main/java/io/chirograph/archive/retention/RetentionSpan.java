package io.chirograph.archive.retention;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAmount;
import java.util.Locale;

/// How long a class keeps an object from its PUT. Everything is UTC.
///
/// A date of [Indefinite] is always the first instant of a month, and no other span ever gives such a date: the
/// date of an object alone says whether it is to be lengthened.
public sealed interface RetentionSpan {
    /// When an object that is put at `now` may be deleted at the earliest, to the second. Never sooner than in a day.
    Instant from(Instant now);

    record For(TemporalAmount amount) implements RetentionSpan {
        public For {
            Duration about;
            try {
                about = Duration.between(Instant.EPOCH, from(amount, Instant.EPOCH));
            } catch (DateTimeException | ArithmeticException e) {
                about = Duration.ZERO; // longer than can be told
            }
            if (about.compareTo(Duration.ofDays(1)) < 0 || about.compareTo(Duration.ofDays(36_600)) > 0) {
                throw new IllegalArgumentException(amount + " is not between P1D and P100Y");
            }
        }

        /// Reads `P6Y`, `P18M`, `P400D` or `PT36H`.
        /// @throws IllegalArgumentException it is none, or not between a day and a hundred years
        static For parse(String text) {
            try {
                return new For(text.toUpperCase(Locale.ROOT).contains("T") ? Duration.parse(text) : Period.parse(text));
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("'" + text + "' is no ISO-8601 duration such as P6Y or P184D", e);
            }
        }

        private static Instant from(TemporalAmount amount, Instant now) {
            return now.atOffset(ZoneOffset.UTC).plus(amount).toInstant();
        }

        @Override
        public Instant from(Instant now) {
            return unmarked(from(amount, now), now);
        }
    }

    record Until(LocalDate day) implements RetentionSpan {
        @Override
        public Instant from(Instant now) {
            return unmarked(day.atTime(LocalTime.of(23, 59, 59)).toInstant(ZoneOffset.UTC), now);
        }
    }

    /// With no end in sight: two years ahead at first, and lengthened for as long as a class says so.
    record Indefinite() implements RetentionSpan {
        private static final Period AHEAD = Period.ofYears(2);

        @Override
        public Instant from(Instant now) {
            return firstOfMonth(now.atOffset(ZoneOffset.UTC).plus(AHEAD));
        }

        private static Instant firstOfMonth(OffsetDateTime least) {
            OffsetDateTime month = least.withDayOfMonth(1).truncatedTo(ChronoUnit.DAYS);
            return (month.isBefore(least) ? month.plusMonths(1) : month).toInstant();
        }

        /// The first date of this kind that is not before `least`.
        static Instant notBefore(Instant least) {
            return firstOfMonth(least.atOffset(ZoneOffset.UTC));
        }

        /// Whether only an indefinite class gives this date.
        public static boolean isMark(Instant date) {
            return notBefore(date).equals(date);
        }
    }

    private static Instant unmarked(Instant date, Instant now) {
        Instant least = now.plus(Duration.ofDays(1));
        Instant second = (date.isBefore(least) ? least : date).truncatedTo(ChronoUnit.SECONDS);
        return Indefinite.isMark(second) ? second.plusSeconds(1) : second;
    }
}
