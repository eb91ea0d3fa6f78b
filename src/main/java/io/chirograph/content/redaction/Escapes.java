package io.chirograph.content.redaction;

/// JSON's escapes in a text that is no JSON.
final class Escapes {
    private Escapes() {}

    /// The text with what its escapes stand for; what is no escape stays.
    static String undone(String text) {
        int at = text.indexOf('\\');
        if (at < 0) {
            return text;
        }
        StringBuilder undone = new StringBuilder(text.length());
        int from = 0;
        while (at >= 0 && at + 1 < text.length()) {
            char c = text.charAt(at + 1);
            int length = 2;
            int value = switch (c) {
                case 'n' -> '\n';
                case 'r' -> '\r';
                case 't' -> '\t';
                case '"', '\\', '/' -> c;
                case 'u' -> {
                    length = 6;
                    yield hex(text, at + 2);
                }
                default -> -1;
            };
            if (value >= 0) {
                undone.append(text, from, at).append((char) value);
                from = at + length;
            }
            at = text.indexOf('\\', value >= 0 ? from : at + 1);
        }
        return undone.append(text, from, text.length()).toString();
    }

    private static int hex(String text, int from) {
        if (from + 4 > text.length()) {
            return -1;
        }
        int value = 0;
        for (int i = from; i < from + 4; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            value = value * 16 + digit;
        }
        return value;
    }
}
