package io.chirograph.policy.model;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;

/// A regular expression (RE2: linear time) that matches whole texts; equal when written alike.
public record TextPattern(String text, Pattern compiled) {
    static final int LONGEST = 256;

    /// @throws IllegalArgumentException it is too long or no pattern
    public static TextPattern of(String text) {
        if (text.length() > LONGEST) {
            throw new IllegalArgumentException("a pattern has at most " + LONGEST + " characters");
        }
        try {
            return new TextPattern(text, Pattern.compile(text));
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException("no pattern of RE2: " + e.getDescription(), e);
        }
    }

    public boolean matches(String value) {
        return compiled.matcher(value).matches();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TextPattern pattern && pattern.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }
}
