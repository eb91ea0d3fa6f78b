package io.chirograph.publishedlog;

/// Texts of unknown origin as they may be shown: one line, and nothing in it that moves a terminal's cursor or
/// changes the order of what is read.
public final class PrintableText {
    private PrintableText() {}

    /// The text with every control character, line separator, format character and lone surrogate written as a
    /// backslash, `u` and four to six hex digits.
    public static String of(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.codePoints().forEach(c -> out.append(isPlain(c) ? Character.toString(c) : "\\u%04x".formatted(c)));
        return out.toString();
    }

    private static boolean isPlain(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}
