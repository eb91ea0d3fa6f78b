package io.chirograph.query.index;

import org.jspecify.annotations.Nullable;

/// What is asked of the full text, as SQLite understands it: no character of it is syntax.
public final class FullText {
    private FullText() {}

    /// All words of a text, in quotes each; a `*` at the end of one means all that begin so.
    /// @param most words that are taken; what follows is left out
    /// @return null where it has none
    static @Nullable String of(String text, int most) {
        StringBuilder query = new StringBuilder();
        int words = 0;
        for (String word : text.split("\\s+", -1)) {
            if (words < most && word.chars().anyMatch(c -> c < 0x80 && Character.isLetterOrDigit(c))) {
                query.append(query.isEmpty() ? "" : " ").append(quoted(word, false));
                words++;
            }
        }
        return words == 0 ? null : query.toString();
    }

    /// The same of what somebody asks.
    /// @return null where it has no word, or more than `most`
    public static @Nullable String asked(String text, int most) {
        StringBuilder query = new StringBuilder();
        int words = 0;
        for (String word : text.strip().split("\\s+", -1)) {
            words++;
            if (words > most || word.codePoints().noneMatch(Character::isLetterOrDigit)) {
                return null;
            }
            boolean prefix = word.endsWith("*");
            query.append(query.isEmpty() ? "" : " ")
                    .append(quoted(prefix ? word.substring(0, word.length() - 1) : word, prefix));
        }
        return query.toString();
    }

    private static String quoted(String word, boolean prefix) {
        return "\"" + word.replace("\"", "\"\"").replace("\0", " ") + "\"" + (prefix ? "*" : "");
    }
}
