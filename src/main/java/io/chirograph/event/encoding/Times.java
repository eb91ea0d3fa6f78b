package io.chirograph.event.encoding;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;

/// Times as events write them.
public final class Times {
    private Times() {}

    /// RFC 3339 in UTC with exactly three digits of a second, `2026-11-21T09:30:00.000Z`.
    public static String rfc3339(Instant time) {
        LocalDateTime at = LocalDateTime.ofInstant(time, ZoneOffset.UTC);
        char[] out = new char[24];
        digits(out, 0, 4, at.getYear());
        out[4] = '-';
        digits(out, 5, 2, at.getMonthValue());
        out[7] = '-';
        digits(out, 8, 2, at.getDayOfMonth());
        out[10] = 'T';
        digits(out, 11, 2, at.getHour());
        out[13] = ':';
        digits(out, 14, 2, at.getMinute());
        out[16] = ':';
        digits(out, 17, 2, at.getSecond());
        out[19] = '.';
        digits(out, 20, 3, at.getNano() / 1_000_000);
        out[23] = 'Z';
        return new String(out);
    }

    private static void digits(char[] out, int at, int count, int value) {
        int rest = value;
        for (int i = at + count - 1; i >= at; i--) {
            out[i] = (char) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
