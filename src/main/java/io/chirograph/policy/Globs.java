package io.chirograph.policy;

import java.util.List;
import java.util.Locale;

/// Patterns in which `*` stands for any text, the empty one too; everything else stands for itself.
///
/// @param patterns none matches nothing
record Globs(List<String> patterns) {
    static final Globs ALL = new Globs(List.of("*"));
    static final Globs NONE = new Globs(List.of());

    Globs {
        patterns = List.copyOf(patterns);
    }

    boolean isAll() {
        return patterns.contains("*");
    }

    boolean isNone() {
        return patterns.isEmpty();
    }

    /// Whether a text is meant, letter by letter: what is allowed.
    boolean matches(String text) {
        for (String pattern : patterns) {
            if (matches(pattern, text)) {
                return true;
            }
        }
        return false;
    }

    /// Whether a text could be meant by somebody who is careless of case and surrounding space: what is denied.
    boolean couldMean(String text) {
        String folded = fold(text);
        for (String pattern : patterns) {
            if (matches(fold(pattern), folded)) {
                return true;
            }
        }
        return false;
    }

    private static String fold(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    static boolean matches(String pattern, String text) {
        int p = 0;
        int t = 0;
        int star = -1;
        int mark = 0;
        while (t < text.length()) {
            if (p < pattern.length() && pattern.charAt(p) == '*') {
                star = p++;
                mark = t;
            } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
                p++;
                t++;
            } else if (star >= 0) {
                p = star + 1;
                t = ++mark;
            } else {
                return false;
            }
        }
        while (p < pattern.length() && pattern.charAt(p) == '*') {
            p++;
        }
        return p == pattern.length();
    }
}
