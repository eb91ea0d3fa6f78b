package io.chirograph.content.redaction.detect;

import java.util.List;

/// Words beside which a number is what it seems. Immutable.
final class Words {
    /// Words of so few letters count only where no letter follows.
    private static final int SHORT = 4;

    private final List<String> words;

    /// @param words in lower case
    Words(String... words) {
        this.words = List.of(words);
    }

    List<String> all() {
        return words;
    }

    /// Whether one of them begins a word in it.
    /// @param lower a text in lower case
    boolean in(String lower) {
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            for (int at = lower.indexOf(word); at >= 0; at = lower.indexOf(word, at + 1)) {
                if (isWord(lower, at, word.length())) {
                    return true;
                }
            }
        }
        return false;
    }

    static boolean isWord(String lower, int at, int length) {
        int end = at + length;
        boolean begins = at == 0 || !Character.isLetter(lower.charAt(at - 1));
        boolean ends = length > SHORT || end == lower.length() || !Character.isLetter(lower.charAt(end));
        return begins && ends;
    }
}
