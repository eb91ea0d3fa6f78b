package io.chirograph.console;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// How values look on a page. The templates escape; this makes what cannot be seen visible, and what is endless short.
public final class Shown {
    /// How much of a value stands in a table or list.
    static final int SHORT = 200;

    public static final String NONE = "–";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSS", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");

    private Shown() {}

    /// A text that somebody else wrote, in one line: controls and characters that turn or hide text stand there by
    /// their
    /// numbers, and what is beyond the limit is counted.
    public static String line(@Nullable String text) {
        return text == null ? NONE : visible(text, SHORT, false);
    }

    /// The same of many lines.
    /// @param most how many characters
    public static String block(String text, int most) {
        return visible(text, most, true);
    }

    private static String visible(String text, int most, boolean lines) {
        int end = text.length() <= most ? text.length() : text.offsetByCodePoints(0, text.codePointCount(0, most));
        StringBuilder shown = new StringBuilder(end + 16);
        text.substring(0, end).codePoints().forEach(c -> {
            if (lines && (c == '\n' || c == '\t')) {
                shown.appendCodePoint(c);
            } else if (!(lines && c == '\r')) {
                if (isHidden(c)) {
                    shown.append(String.format(Locale.ROOT, "⟦U+%04X⟧", c));
                } else {
                    shown.appendCodePoint(c);
                }
            }
        });
        if (end < text.length()) {
            shown.append("… (").append(text.length() - end).append(" more characters)");
        }
        return shown.toString();
    }

    /// Whether a character is not what it looks like: a control, one that turns the direction of text, has no width, or
    /// is half of one.
    private static boolean isHidden(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> (c >= 0xFE00 && c < 0xFE0F) || c == 0x115F || c == 0x1160 || c == 0x3164;
        };
    }

    /// A value of an event.
    public static String value(@Nullable JsonNode node) {
        if (node == null || node.isMissingNode() || node.isNull()) {
            return NONE;
        }
        return line(node.isString() ? node.stringValue() : node.toString());
    }

    public static String time(Instant at) {
        return TIME.format(at);
    }

    public static String time(long millis) {
        return time(Instant.ofEpochMilli(millis));
    }

    public static String iso(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }

    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
    }

    public static String bytes(double number) {
        double left = Math.max(0, number);
        int unit = 0;
        while (left >= 1024 && unit < UNITS.size() - 1) {
            left /= 1024;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || left >= 100 ? "%.0f %s" : "%.1f %s", left, UNITS.get(unit));
    }

    /// A length of time, in the unit that says it in a few digits.
    public static String duration(@Nullable Long millis) {
        if (millis == null) {
            return NONE;
        }
        if (millis < 1000) {
            return millis + " ms";
        }
        double seconds = millis / 1000.0;
        if (seconds < 120) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        if (seconds < 7200) {
            return String.format(Locale.ROOT, "%.0f min", seconds / 60);
        }
        return seconds < 172_800
                ? String.format(Locale.ROOT, "%.0f h", seconds / 3600)
                : String.format(Locale.ROOT, "%.0f days", seconds / 86_400);
    }
}
