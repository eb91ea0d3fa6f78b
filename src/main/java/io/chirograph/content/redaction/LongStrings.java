package io.chirograph.content.redaction;

import java.io.IOException;
import java.io.Reader;
import java.util.Arrays;

/// JSON as it comes, with marks in place of strings that are too long to be held. One thread.
///
/// What it takes for strings is what a parser does where the JSON is right; where it is wrong the parser fails,
/// whatever
/// stands here. A string is handed on when it is whole.
final class LongStrings extends Reader {
    private static final int BUFFER = 8 * 1024;

    private final Reader in;
    private final Tokens tokens;
    private final LongTexts longTexts;
    private final int longest;

    private char[] buffer = new char[BUFFER];
    private int from;
    private int safe;
    private int to;
    private boolean inString;
    private boolean isEscaped;
    private boolean isAtEnd;

    LongStrings(Reader in, Tokens tokens, LongTexts longTexts, int longest) {
        this.in = in;
        this.tokens = tokens;
        this.longTexts = longTexts;
        this.longest = longest;
    }

    @Override
    public int read(char[] chars, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (from == safe) {
            if (!more()) {
                return -1;
            }
        }
        int count = Math.min(length, safe - from);
        System.arraycopy(buffer, from, chars, offset, count);
        from += count;
        return count;
    }

    /// Whether there may be something to hand on.
    private boolean more() throws IOException {
        if (isAtEnd) {
            return false;
        }
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            safe -= from;
            from = 0;
        }
        if (to > longest) {
            swallow();
            return true;
        }
        if (to == buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, longest + BUFFER));
        } else if (to == 0 && buffer.length > 16 * BUFFER) {
            buffer = new char[BUFFER];
        }
        int count = in.read(buffer, to, buffer.length - to);
        if (count < 0) {
            isAtEnd = true;
            safe = to;
            return safe > from;
        }
        to += count;
        scan(to - count);
        return true;
    }

    private void scan(int begin) {
        for (int i = begin; i < to; i++) {
            char c = buffer[i];
            if (!inString) {
                inString = c == '"';
                safe = inString ? i : i + 1;
            } else if (isEscaped) {
                isEscaped = false;
            } else if (c == '\\') {
                isEscaped = true;
            } else if (c == '"') {
                inString = false;
                safe = i + 1;
            }
        }
    }

    /// Reads a string to its end without holding it; the buffer holds how it begins.
    private void swallow() throws IOException {
        FileDigest digest = new FileDigest(tokens);
        Unescaped unescaped = new Unescaped(digest);
        for (int i = 1; i < to; i++) {
            unescaped.feed(buffer[i]);
        }
        int at = 0;
        int count = 0;
        while (!unescaped.isEnded) {
            if (at == count) {
                at = 0;
                count = in.read(buffer, 0, buffer.length);
                if (count < 0) {
                    isAtEnd = true;
                    from = safe = to = 0;
                    return;
                }
            }
            while (at < count && !unescaped.isEnded) {
                unescaped.feed(buffer[at++]);
            }
        }
        boolean isFile = digest.isFile();
        String mark = "\"" + longTexts.add(new LongText(isFile, digest.text())) + "\"";
        int rest = count - at;
        char[] next = new char[Math.max(BUFFER, mark.length() + rest)];
        mark.getChars(0, mark.length(), next, 0);
        System.arraycopy(buffer, at, next, mark.length(), rest);
        buffer = next;
        from = 0;
        to = mark.length() + rest;
        safe = mark.length();
        inString = false;
        isEscaped = false;
        scan(mark.length());
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    /// Undoes the escapes of a string.
    private static final class Unescaped {
        private final FileDigest to;
        private boolean isEscaped;
        private int digits;
        private int value;
        boolean isEnded;

        Unescaped(FileDigest to) {
            this.to = to;
        }

        void feed(char c) {
            if (digits > 0) {
                value = value * 16 + Math.max(0, Character.digit(c, 16));
                digits--;
                if (digits == 0) {
                    to.feed((char) value);
                }
            } else if (isEscaped) {
                isEscaped = false;
                if (c == 'u') {
                    digits = 4;
                    value = 0;
                } else {
                    to.feed(c == 'n' ? '\n' : c == 'r' ? '\r' : c == 't' ? '\t' : c);
                }
            } else if (c == '\\') {
                isEscaped = true;
            } else if (c == '"') {
                isEnded = true;
            } else {
                to.feed(c);
            }
        }
    }
}
