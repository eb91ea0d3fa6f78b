package io.chirograph.gateway.server;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The bytes of a request's head (RFC 9112 section 2.1) as they come, in a buffer that grows with them.
/// Whole at its first empty line, or where nothing that follows could make it valid: the parser then says
/// what is wrong. One thread at a time.
final class RequestHead {
    private static final int FIRST = 2 * 1024;
    private static final int LONG = 8 * 1024;

    private final int most;
    private byte[] bytes = new byte[FIRST];
    private int length;
    private int looked;
    private int firstLine = -1;
    private int lineStart = -1;
    private boolean whole;

    /// @param most bytes that a head may have; with more it counts as whole
    RequestHead(int most) {
        this.most = most;
    }

    /// Room for what comes next; only where the head is not whole. [#took] says how much of it was filled.
    ByteBuffer room() {
        return ByteBuffer.wrap(bytes, length, bytes.length - length);
    }

    /// How many bytes [#grow] adds; zero while there is room.
    int shortage() {
        return length < bytes.length ? 0 : Math.min(bytes.length, most - bytes.length);
    }

    /// Whether it is longer than heads usually are.
    boolean isLong() {
        return length >= LONG;
    }

    void grow() {
        bytes = Arrays.copyOf(bytes, bytes.length + shortage());
    }

    void took(int count) {
        length += count;
        while (!whole && looked < length) {
            look(bytes[looked], looked);
            looked++;
        }
        whole |= length >= most;
    }

    private void look(byte b, int at) {
        if (lineStart < 0) { // before the first line, empty ones do not count
            if (b != '\r' && b != '\n') {
                lineStart = at;
                firstLine = at;
                whole = b < '!' || b > '~';
            }
        } else if (b == '\n') {
            boolean empty = at == lineStart || (at == lineStart + 1 && bytes[lineStart] == '\r');
            whole = empty || (lineStart == firstLine && !namesVersion(at));
            lineStart = at + 1;
        }
    }

    private boolean namesVersion(int lineEnd) {
        return new String(bytes, lineStart, lineEnd - lineStart, StandardCharsets.ISO_8859_1).contains(" HTTP/1.");
    }

    boolean isWhole() {
        return whole;
    }

    ByteBuffer content() {
        return ByteBuffer.wrap(bytes, 0, length);
    }

    /// The first segment of the path that it names; empty where it names none.
    String firstSegment() {
        int start = Math.max(firstLine, 0);
        int end = start;
        while (end < length && bytes[end] != '\n') {
            end++;
        }
        String line = new String(bytes, start, end - start, StandardCharsets.ISO_8859_1);
        int from = line.indexOf(" /");
        if (from < 0) {
            return "";
        }
        int to = from + 2;
        while (to < line.length() && "/;? #\r".indexOf(line.charAt(to)) < 0) {
            to++;
        }
        return line.substring(from + 2, to);
    }
}
