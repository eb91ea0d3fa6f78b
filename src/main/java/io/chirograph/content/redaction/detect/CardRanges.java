package io.chirograph.content.redaction.detect;

/// The first digits and lengths of the card networks.
final class CardRanges {
    private CardRanges() {}

    /// Whether a network has cards that begin so and are so long.
    static boolean isCard(CharSequence digits) {
        int length = digits.length();
        int four = CheckDigits.number(digits, 0, 4);
        int two = four / 100;
        if (digits.charAt(0) == '4') {
            return length == 13 || length == 16 || length == 19;
        }
        if ((two >= 51 && two <= 55) || (four >= 2221 && four <= 2720)) {
            return length == 16;
        }
        if (two == 34 || two == 37) {
            return length == 15;
        }
        if (two == 36 || two == 38 || two == 39 || (four >= 3000 && four <= 3059)) {
            return length >= 14;
        }
        boolean isSixteen = four == 6011
                || two == 65
                || (four >= 6440 && four <= 6499)
                || (four >= 3528 && four <= 3589)
                || two == 62
                || two == 81
                || (four >= 2200 && four <= 2204)
                || two == 50
                || (two >= 56 && two <= 69);
        return isSixteen && length >= 16;
    }
}
