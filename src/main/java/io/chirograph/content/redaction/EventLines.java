package io.chirograph.content.redaction;

import java.io.IOException;
import java.io.Reader;

/// Server-sent events as they come: name and data of one after the other. One thread.
///
/// Lines end in LF, CRLF or CR; several lines of data are one text with line feeds in it; comments and other fields are
/// passed over.
final class EventLines {
    private static final int LONGEST_NAME = 64;
    private static final int BUFFER = 8 * 1024;

    private final Reader in;
    private final char[] buffer = new char[BUFFER];
    private int from;
    private int to;
    private boolean afterReturn;
    private final StringBuilder name = new StringBuilder();
    private boolean isInData;
    private boolean isLineEnded;
    private boolean isCut;

    EventLines(Reader in) {
        this.in = in;
    }

    /// Goes to the next event that has data; false where there is none.
    boolean next() throws IOException {
        name.setLength(0);
        while (true) {
            int c = peek();
            if (c < 0) {
                return false;
            }
            if (isLineEnd(c)) {
                endLine();
                name.setLength(0);
            } else if (field().equals("data")) {
                isInData = true;
                isLineEnded = false;
                return true;
            }
        }
    }

    /// The event's name as far as it is known; empty where it has none that has the form of one.
    String name() {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= 128 || (!Character.isLetterOrDigit(c) && "_-.".indexOf(c) < 0)) {
                return "";
            }
        }
        return name.toString();
    }

    /// Whether the last event had no end.
    boolean isCut() {
        return isCut;
    }

    /// The data of this event, to be read to its end.
    Reader data() {
        return new Reader() {
            @Override
            public int read(char[] chars, int offset, int length) throws IOException {
                return readData(chars, offset, length);
            }

            @Override
            public void close() {}
        };
    }

    private int readData(char[] chars, int offset, int length) throws IOException {
        int count = 0;
        while (count < length && isInData) {
            if (isLineEnded) {
                if (!moreData()) {
                    break;
                }
                chars[offset + count++] = '\n';
                continue;
            }
            if (count > 0 && from == to) {
                break; // what is there first
            }
            int c = peek();
            if (c < 0) {
                isCut = true;
                isInData = false;
            } else if (isLineEnd(c)) {
                endLine();
                isLineEnded = true;
            } else {
                chars[offset + count++] = (char) c;
                from++;
            }
        }
        return count == 0 ? -1 : count;
    }

    /// Reads lines behind one of data: whether another one of data follows in this event.
    private boolean moreData() throws IOException {
        while (true) {
            int c = peek();
            if (c < 0) {
                isInData = false;
                isCut = true;
                return false;
            }
            if (isLineEnd(c)) {
                endLine();
                isInData = false;
                return false;
            }
            if (field().equals("data")) {
                isLineEnded = false;
                return true;
            }
        }
    }

    /// Reads the name of a field, of data also the colon, of others the whole line.
    private String field() throws IOException {
        StringBuilder field = new StringBuilder();
        int c;
        while ((c = peek()) >= 0 && !isLineEnd(c) && c != ':') {
            if (field.length() < 8) {
                field.append((char) c);
            }
            from++;
        }
        if (c == ':') {
            from++;
            if (peek() == ' ') {
                from++;
            }
        }
        String found = field.toString();
        if (found.equals("data")) {
            return found;
        }
        boolean isName = found.equals("event");
        if (isName) {
            name.setLength(0);
        }
        while ((c = peek()) >= 0 && !isLineEnd(c)) {
            if (isName && name.length() < LONGEST_NAME) {
                name.append((char) c);
            }
            from++;
        }
        if (c >= 0) {
            endLine();
        }
        return found;
    }

    private static boolean isLineEnd(int c) {
        return c == '\n' || c == '\r';
    }

    private void endLine() {
        afterReturn = buffer[from++] == '\r';
    }

    /// The next character, which is not taken; -1 at the end.
    private int peek() throws IOException {
        while (true) {
            if (from == to) {
                int count = in.read(buffer, 0, BUFFER);
                if (count < 0) {
                    return -1;
                }
                from = 0;
                to = count;
                continue;
            }
            if (afterReturn) {
                afterReturn = false;
                if (buffer[from] == '\n') {
                    from++;
                    continue;
                }
            }
            return buffer[from];
        }
    }
}
