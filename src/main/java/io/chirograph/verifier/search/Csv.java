package io.chirograph.verifier.search;

import java.util.List;
import java.util.stream.Collectors;

/// CSV of RFC 4180 with LF, one line a record.
/// No spreadsheet takes a value for a formula: control characters become U+FFFD, and a value that starts
/// with `=`, `+`, `-` or `@` gets an apostrophe in front.
final class Csv {
    private Csv() {}

    static String line(List<String> values) {
        return values.stream().map(Csv::value).collect(Collectors.joining(","));
    }

    private static String value(String text) {
        StringBuilder out = new StringBuilder(text.length() + 2);
        if (!text.isEmpty() && "=+-@".indexOf(text.charAt(0)) >= 0) {
            out.append('\'');
        }
        text.codePoints().forEach(c -> out.appendCodePoint(isPlain(c) ? c : 0xFFFD));
        String value = out.toString();
        return value.contains(",") || value.contains("\"") ? '"' + value.replace("\"", "\"\"") + '"' : value;
    }

    private static boolean isPlain(int c) {
        boolean control = c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029;
        return !control && Character.getType(c) != Character.SURROGATE;
    }
}
