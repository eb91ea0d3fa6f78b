package io.chirograph.query.questions;

import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The time that a question is asked about.
/// @param to not part of it
record AskedPeriod(Instant from, Instant to) {
    static final String LAST_FORM =
            "P<n>M, P<n>D or PT<n>H with n from 1 to 9999: the last whole months, days or hours (UTC) that are over";

    private static final Instant LATEST = Instant.parse("3000-01-01T00:00:00Z");
    private static final Pattern LAST = Pattern.compile("P(T?)([1-9][0-9]{0,3})([MDH])");

    /// The last whole months, days or hours, in UTC, that are over.
    /// @return null for a text that means none
    static @Nullable AskedPeriod last(String text, Instant now) {
        Matcher form = LAST.matcher(text);
        if (!form.matches() || form.group(1).isEmpty() == form.group(3).equals("H")) {
            return null;
        }
        int count = Integer.parseInt(form.group(2));
        OffsetDateTime hour = now.atOffset(ZoneOffset.UTC).truncatedTo(ChronoUnit.HOURS);
        OffsetDateTime day = hour.truncatedTo(ChronoUnit.DAYS);
        OffsetDateTime month = day.withDayOfMonth(1);
        return switch (form.group(3)) {
            case "H" -> of(hour.minusHours(count), hour);
            case "D" -> of(day.minusDays(count), day);
            default -> of(month.minusMonths(count), month);
        };
    }

    private static AskedPeriod of(OffsetDateTime from, OffsetDateTime to) {
        Instant begin = from.toInstant();
        return new AskedPeriod(begin.isBefore(Instant.EPOCH) ? Instant.EPOCH : begin, to.toInstant());
    }

    /// What a request gives: `from` and `to`, or `last`.
    /// @param usual what counts where it gives none of them; null for nothing
    static AskedPeriod asked(
            @Nullable String from, @Nullable String to, @Nullable String last, @Nullable String usual, Instant now) {
        if (last != null && (from != null || to != null)) {
            throw ApiException.badParameter("last", last, "absent where 'from' and 'to' are given");
        }
        if (from != null && to != null) {
            AskedPeriod asked = new AskedPeriod(instant("from", from), instant("to", to));
            if (!asked.from().isBefore(asked.to())) {
                throw ApiException.badParameter("from", from, "before 'to'");
            }
            return asked;
        }
        String span = last != null ? last : usual;
        if (from != null || to != null || span == null) {
            throw new ApiException(
                    ErrorCode.BAD_VALUE,
                    "A question is about a time: 'from' and 'to' must be given, or 'last' as " + LAST_FORM + ".",
                    from == null ? "from" : "to",
                    "");
        }
        AskedPeriod asked = last(span, now);
        if (asked == null) {
            throw ApiException.badParameter("last", span, LAST_FORM);
        }
        return asked;
    }

    /// The same as filters.
    Map<String, String> filters() {
        return Map.of("from", from.toString(), "to", to.toString());
    }

    private static Instant instant(String name, String value) {
        try {
            Instant time = OffsetDateTime.parse(value).toInstant().truncatedTo(ChronoUnit.MILLIS);
            if (!time.isBefore(Instant.EPOCH) && time.isBefore(LATEST)) {
                return time;
            }
        } catch (DateTimeException e) {
            // told below
        }
        throw ApiException.badParameter(
                name, value, "an RFC 3339 time such as 2026-11-21T00:00:00Z (in a URL a + in it is sent as %2B)");
    }
}
