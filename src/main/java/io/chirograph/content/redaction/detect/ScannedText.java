package io.chirograph.content.redaction.detect;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A text that detectors look through. One thread.
final class ScannedText implements CharSequence {
    private static final int BEFORE = 48;
    private static final int AFTER = 16;
    private static final int READS = 4096;

    final String text;
    private final String name;
    private final Deadline deadline;
    private @Nullable String lower;
    private int reads;

    /// @param name of the member whose value it is, empty where there is none
    ScannedText(String text, String name, Deadline deadline) {
        this.text = text;
        this.name = name.isEmpty() ? name : words(name);
        this.deadline = deadline;
    }

    /// A member's name as words: `homePhone_2` is `home phone 2`.
    private static String words(String name) {
        StringBuilder words = new StringBuilder(name.length() + 4);
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (Character.isUpperCase(c) && i > 0 && Character.isLowerCase(name.charAt(i - 1))) {
                words.append(' ');
            }
            words.append(c == '_' || c == '-' || c == '.' ? ' ' : c);
        }
        return words.toString().toLowerCase(Locale.ROOT);
    }

    /// The member's name as words in lower case.
    String name() {
        return name;
    }

    /// The text with `A` to `Z` in lower case and all else as it is, so that places are the same.
    String lower() {
        if (lower == null) {
            lower = lowered(text);
        }
        return lower;
    }

    private static String lowered(String text) {
        int first = 0;
        while (first < text.length() && (text.charAt(first) < 'A' || text.charAt(first) > 'Z')) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        char[] chars = text.toCharArray();
        for (int i = first; i < chars.length; i++) {
            if (chars[i] >= 'A' && chars[i] <= 'Z') {
                chars[i] = (char) (chars[i] + ('a' - 'A'));
            }
        }
        return new String(chars);
    }

    /// Whether one of the words stands shortly before, right behind, or in the member's name.
    boolean near(int from, int to, Words words) {
        return words.in(name)
                || words.in(lower().substring(Math.max(0, from - BEFORE), from))
                || words.in(lower().substring(to, Math.min(text.length(), to + AFTER)));
    }

    /// Whether one of the words stands so few characters before.
    boolean before(int from, int distance, Words words) {
        return words.in(lower().substring(Math.max(0, from - distance), from));
    }

    /// Whether no letter and no digit stands before this place, so that something may begin there.
    boolean opens(int from) {
        return from == 0 || !isWordPart(text.charAt(from - 1));
    }

    /// Whether no letter and no digit stands at this place, so that something may end before it.
    boolean closes(int to) {
        return to >= text.length() || !isWordPart(text.charAt(to));
    }

    /// Scripts that put no space between words are no part of one.
    private static boolean isWordPart(char c) {
        return c == '_' || (c < 0x250 && Character.isLetterOrDigit(c));
    }

    /// A place at which something may begin is looked at, which takes time.
    /// @throws ScanTimeout the time is over
    void candidate() {
        deadline.check();
    }

    private void tick() {
        reads++;
        if (reads % READS == 0) {
            deadline.check();
        }
    }

    @Override
    public int length() {
        return text.length();
    }

    /// For patterns, which read one character after the other: they end when the time is over.
    @Override
    public char charAt(int index) {
        tick();
        return text.charAt(index);
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    /// Says nothing of the text.
    @Override
    public String toString() {
        return "a text of " + text.length() + " characters";
    }
}
