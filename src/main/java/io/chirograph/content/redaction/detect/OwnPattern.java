package io.chirograph.content.redaction.detect;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A pattern of the user's own.
/// @param name under which finds are counted
public record OwnPattern(String name, Pattern pattern) implements Detector {
    private static final int LONGEST = 256;

    /// Instructions that a pattern may compile to: each may be tried at each character.
    private static final int LARGEST = 2000;

    /// @throws IllegalArgumentException says what is wrong with the pattern
    public static OwnPattern of(String name, String pattern) {
        if (pattern.isEmpty() || pattern.length() > LONGEST) {
            throw new IllegalArgumentException("has " + pattern.length() + " characters; it must have 1 to " + LONGEST);
        }
        Pattern compiled;
        try {
            compiled = Pattern.compile(pattern);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("is no pattern of RE2: " + e.getMessage(), e);
        }
        if (compiled.programSize() > LARGEST) {
            throw new IllegalArgumentException(
                    "needs " + compiled.programSize() + " steps at a character; it may need " + LARGEST);
        }
        if (compiled.matcher("").matches()) {
            throw new IllegalArgumentException("matches the empty text");
        }
        return new OwnPattern(name, compiled);
    }

    @Override
    public void find(ScannedText text, Spans spans) {
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            if (matcher.end() > matcher.start()) {
                spans.add(matcher.start(), matcher.end(), name);
            }
        }
    }
}
