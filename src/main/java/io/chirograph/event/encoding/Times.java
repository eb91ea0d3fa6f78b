package io.chirograph.event.encoding;

import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;

/// Times as events write them.
public final class Times {
    private static final DateTimeFormatter RFC3339 =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private Times() {}

    /// RFC 3339 in UTC with exactly three digits of a second, `2026-11-21T09:30:00.000Z`.
    public static String rfc3339(Instant time) {
        return RFC3339.format(time);
    }
}
