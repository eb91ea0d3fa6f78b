package io.chirograph.content.redaction;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The parts of a multipart body as they come. One thread.
final class PartsReader {
    private static final int BUFFER = 16 * 1024;
    private static final int MOST_HEADERS = 16 * 1024;

    private final InputStream in;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int from;
    private int to;
    private boolean isAtEnd;
    private boolean isPartOpen;
    private boolean isClosed;

    PartsReader(InputStream in, String boundary) {
        this.in = in;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        buffer[0] = '\r'; // the first boundary stands at the very beginning
        buffer[1] = '\n';
        to = 2;
        isPartOpen = true;
    }

    /// The boundary that a media type names; null where it names none that can be.
    static @Nullable String boundary(String contentType) {
        String lower = contentType.toLowerCase(Locale.ROOT);
        int at = lower.indexOf("boundary=");
        if (at < 0) {
            return null;
        }
        String rest = contentType.substring(at + 9);
        boolean isQuoted = rest.startsWith("\"");
        int end = isQuoted ? rest.indexOf('"', 1) : rest.indexOf(';');
        String boundary =
                isQuoted ? rest.substring(1, Math.max(1, end)) : (end < 0 ? rest : rest.substring(0, end)).strip();
        return boundary.isEmpty() || boundary.length() > 70 ? null : boundary;
    }

    /// Goes to the next part; its headers, or null where there is none.
    @Nullable
    String next() throws IOException {
        byte[] skipped = new byte[4096];
        int read;
        do {
            read = body(skipped, 0, skipped.length);
        } while (read >= 0);
        if (isClosed || (isAtEnd && from == to)) {
            return null;
        }
        StringBuilder headers = new StringBuilder();
        int b;
        while ((b = one()) >= 0) {
            headers.append((char) b);
            int length = headers.length();
            if (length == 2 && headers.toString().equals("--")) {
                isClosed = true;
                return null;
            }
            boolean isEnd = length >= 4 && headers.substring(length - 4).equals("\r\n\r\n");
            if (isEnd || length > MOST_HEADERS) {
                break;
            }
        }
        isPartOpen = true;
        byte[] bytes = headers.toString().getBytes(StandardCharsets.ISO_8859_1);
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private int one() throws IOException {
        return from < to || fill() ? buffer[from++] & 0xFF : -1;
    }

    private boolean fill() throws IOException {
        if (from > 0) {
            System.arraycopy(buffer, from, buffer, 0, to - from);
            to -= from;
            from = 0;
        }
        int count = isAtEnd || to == BUFFER ? -1 : in.read(buffer, to, BUFFER - to);
        isAtEnd |= count < 0 && to < BUFFER;
        to += Math.max(0, count);
        return count > 0;
    }

    /// Bytes of this part's body; -1 at its end.
    int body(byte[] bytes, int offset, int length) throws IOException {
        while (isPartOpen) {
            int found = find();
            int safe = found >= 0 ? found : isAtEnd ? to : Math.max(from, to - delimiter.length + 1);
            if (safe > from) {
                int count = Math.min(length, safe - from);
                System.arraycopy(buffer, from, bytes, offset, count);
                from += count;
                return count;
            }
            if (found >= 0) {
                from += delimiter.length;
                isPartOpen = false;
            } else if (!fill() && isAtEnd && from == to) {
                isPartOpen = false;
            }
        }
        return -1;
    }

    InputStream body() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
            }

            @Override
            public int read(byte[] bytes, int offset, int length) throws IOException {
                return body(bytes, offset, length);
            }
        };
    }

    private int find() {
        int last = to - delimiter.length;
        for (int i = from; i <= last; i++) {
            if (buffer[i] == '\r' && Arrays.equals(buffer, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i;
            }
        }
        return -1;
    }
}
