package io.chirograph.content.redaction.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;

/// Finds keys of one vendor by the letters that they begin with.
/// @param name of the detector
/// @param literal with which a key begins
/// @param pattern the whole key
/// @param mixed whether a key has letters and digits: what has not is a word
record Credential(String name, String literal, Pattern pattern, boolean mixed) implements Detector {
    private static final int LONGEST = 1024;

    static Credential of(String name, String literal, String rest) {
        return new Credential(name, literal, Pattern.compile(Pattern.quote(literal) + rest), true);
    }

    @Override
    public void find(ScannedText text, Spans spans) {
        String chars = text.text;
        for (int at = chars.indexOf(literal); at >= 0; at = chars.indexOf(literal, at + literal.length())) {
            text.candidate();
            if (!text.opens(at) && Character.isLetterOrDigit(literal.charAt(0))) {
                continue;
            }
            Matcher matcher = pattern.matcher(chars.substring(at, Math.min(chars.length(), at + LONGEST)));
            if (!matcher.lookingAt()) {
                continue;
            }
            int end = at + matcher.end();
            while (matcher.end() == LONGEST && end < chars.length() && isKeyPart(chars.charAt(end))) {
                end++;
            }
            if (!mixed || isMixed(chars, at + literal.length(), end)) {
                spans.add(at, end, name);
            }
        }
    }

    private static boolean isKeyPart(char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || "_-.+/=".indexOf(c) >= 0;
    }

    static boolean isMixed(String chars, int from, int to) {
        boolean hasDigit = false;
        boolean hasLetter = false;
        for (int i = from; i < to; i++) {
            char c = chars.charAt(i);
            hasDigit |= c >= '0' && c <= '9';
            hasLetter |= (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        }
        return hasDigit && hasLetter;
    }
}
