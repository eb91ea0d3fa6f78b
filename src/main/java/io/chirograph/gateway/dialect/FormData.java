package io.chirograph.gateway.dialect;

import io.chirograph.gateway.dialect.json.JsonString;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the short fields of `multipart/form-data`, in pieces of any size.
///
/// It reads what every parser reads alike, and fails at everything that one parser could take for something
/// else: a boundary that does not stand alone on its line, line ends that are none of CRLF, names in other
/// forms than the plain one, encoded parts. Memory is bounded.
public final class FormData {
    private static final int MOST_HEADER = 8 * 1024;
    private static final int MOST_VALUE = 1024;
    private static final int PIECE = 16 * 1024;
    private static final Pattern BOUNDARY = Pattern.compile(
            ";\\s*boundary=(?:\"([^\"\\\\]{1,70})\"|([^\\s\";,]{1,70}))\\s*(?=;|$)", Pattern.CASE_INSENSITIVE);
    private static final String VALUE = "(?:\"([^\"\\\\\r\n]*)\"|([^\\s\";,=\\\\]+))";
    private static final Pattern NAME =
            Pattern.compile("form-data(?:; *[^\"=;\\s]+=" + VALUE + ")*", Pattern.CASE_INSENSITIVE);
    private static final Pattern PARAMETER = Pattern.compile("; *([^\"=;\\s]+)=" + VALUE);

    /// Takes the bytes of the fields' values in pieces, whatever their length.
    @FunctionalInterface
    public interface Values {
        void bytes(String name, byte[] bytes, int length);
    }

    private enum State {
        PREAMBLE,
        BOUNDARY,
        HEADER,
        VALUE,
        EPILOGUE,
        FAILED
    }

    private final byte[] delimiter;
    private final int[] fallback;
    private final BiConsumer<String, @Nullable String> fields;
    private final StringBuilder line = new StringBuilder();
    private State state = State.PREAMBLE;
    private int matched;
    private byte last;
    private byte lastButOne;
    private boolean begun;
    private int beforeMatch;
    private String name = "";
    private String disposition = "";
    private int length;
    private final byte[] value = new byte[MOST_VALUE];
    private final @Nullable Values values;
    private final byte[] piece;
    private int pieceLength;

    private FormData(String boundary, BiConsumer<String, @Nullable String> fields, @Nullable Values values) {
        this.values = values;
        this.piece = values == null ? new byte[0] : new byte[PIECE];
        this.delimiter = ("--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        this.fields = fields;
        this.fallback = new int[delimiter.length];
        for (int i = 1, k = 0; i < delimiter.length; i++) {
            while (k > 0 && delimiter[i] != delimiter[k]) {
                k = fallback[k - 1];
            }
            if (delimiter[i] == delimiter[k]) {
                k++;
            }
            fallback[i] = k;
        }
    }

    public static boolean isForm(String contentType) {
        return contentType.strip().toLowerCase(Locale.ROOT).startsWith("multipart/form-data");
    }

    /// A reader for a body of this type; null where it is not clear what parts it.
    /// @param fields takes name and value of each field, null for a value that is not short
    static @Nullable FormData of(String contentType, BiConsumer<String, @Nullable String> fields) {
        return of(contentType, fields, null);
    }

    /// The same for one who wants the values of all fields.
    public static @Nullable FormData of(
            String contentType, BiConsumer<String, @Nullable String> fields, @Nullable Values values) {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!boundary.find()) {
            return null;
        }
        String text = boundary.group(1) == null ? boundary.group(2) : boundary.group(1);
        String lower = contentType.toLowerCase(Locale.ROOT);
        boolean twice = lower.indexOf("boundary", lower.indexOf("boundary") + 8) >= 0
                && !text.toLowerCase(Locale.ROOT).contains("boundary");
        boolean repeated = boundary.find();
        return twice || repeated || lower.contains("boundary*") ? null : new FormData(text, fields, values);
    }

    /// Whether the closing boundary was seen.
    public boolean done() {
        return state == State.EPILOGUE;
    }

    /// Reads on; false where it failed.
    public boolean read(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count && state != State.FAILED; i++) {
            step(bytes[i]);
        }
        return state != State.FAILED;
    }

    private void step(byte b) {
        if (state == State.BOUNDARY) {
            boundaryLine(b);
        } else {
            keep(b);
            match(b);
        }
        lastButOne = last;
        last = b;
        begun = true;
    }

    /// Behind a boundary stands its line's end, or two dashes that close the form.
    private void boundaryLine(byte b) {
        line.append((char) (b & 0xFF));
        String so = line.toString();
        if (so.equals("\r\n")) {
            line.setLength(0);
            disposition = "";
            state = State.HEADER;
        } else if (so.equals("--")) {
            line.setLength(0);
            state = State.EPILOGUE;
        } else if (!so.equals("\r") && !so.equals("-")) {
            state = State.FAILED;
        }
    }

    private void keep(byte b) {
        switch (state) {
            case HEADER -> header(b);
            case VALUE -> {
                if (length < MOST_VALUE) {
                    value[length] = b;
                }
                length = Math.min(length + 1, MOST_VALUE + 1);
                if (values != null) {
                    if (pieceLength == PIECE) {
                        hand(delimiter.length + 2);
                    }
                    piece[pieceLength++] = b;
                }
            }
            case PREAMBLE, EPILOGUE, BOUNDARY, FAILED -> {}
        }
    }

    /// Hands on all of a value but the last bytes, which may be those of a boundary.
    private void hand(int but) {
        int ready = Math.max(0, pieceLength - but);
        if (values != null && ready > 0) {
            values.bytes(name, piece, ready);
        }
        pieceLength -= ready;
        System.arraycopy(piece, ready, piece, 0, pieceLength);
    }

    private void header(byte b) {
        line.append((char) (b & 0xFF));
        int end = line.length();
        if (end > MOST_HEADER || b == 0 || (b == '\n' && (end < 2 || line.charAt(end - 2) != '\r'))) {
            state = State.FAILED;
            return;
        }
        if (b != '\n') {
            return;
        }
        String text = line.substring(0, end - 2);
        line.setLength(0);
        if (text.isEmpty()) {
            named();
        } else {
            header(text);
        }
    }

    private void header(String text) {
        int colon = text.indexOf(':');
        String field = colon < 0 ? "" : text.substring(0, colon).toLowerCase(Locale.ROOT);
        String content = colon < 0 ? "" : text.substring(colon + 1).strip();
        boolean isSecond = field.equals("content-disposition") && !disposition.isEmpty();
        if (isSecond || field.isEmpty() || !field.equals(field.strip()) || text.indexOf('\r') >= 0) {
            state = State.FAILED;
        } else if (field.equals("content-disposition")) {
            disposition = content;
        } else if (field.equals("content-transfer-encoding")
                && !content.equalsIgnoreCase("binary")
                && !content.equalsIgnoreCase("8bit")
                && !content.equalsIgnoreCase("7bit")) {
            state = State.FAILED;
        }
    }

    private void named() {
        if (!NAME.matcher(disposition).matches()) {
            state = State.FAILED;
            return;
        }
        String found = null;
        Matcher parameter = PARAMETER.matcher(disposition);
        while (parameter.find()) {
            String word = parameter.group(1).strip().toLowerCase(Locale.ROOT);
            if (word.startsWith("name")) {
                if (found != null || !word.equals("name")) {
                    state = State.FAILED;
                    return;
                }
                found = parameter.group(2) == null ? parameter.group(3) : parameter.group(2);
            }
        }
        if (found == null || !isPlain(found)) {
            state = State.FAILED;
            return;
        }
        name = new String(found.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
        length = 0;
        pieceLength = 0;
        state = State.VALUE;
    }

    /// Whether no parser makes another name of it.
    private static boolean isPlain(String name) {
        String bare = name.strip().toLowerCase(Locale.ROOT);
        boolean isModel =
                bare.startsWith("model") && (bare.length() == 5 || bare.charAt(5) == '[' || bare.charAt(5) == '.');
        return name.indexOf('\\') < 0 && name.indexOf('%') < 0 && (!isModel || name.equals("model"));
    }

    private void match(byte b) {
        if (state == State.FAILED) {
            return;
        }
        while (matched > 0 && b != delimiter[matched]) {
            matched = fallback[matched - 1];
            beforeMatch = 2; // what stands before is a part of the boundary itself, and none holds a line's end
        }
        if (b == delimiter[matched]) {
            if (matched == 0) {
                beforeMatch = begun ? (lastButOne == '\r' && last == '\n' ? 1 : 2) : 0;
            }
            matched++;
        }
        if (matched == delimiter.length) {
            matched = 0;
            found();
        }
    }

    private void found() {
        // A boundary is one only at the very start or behind CRLF, and never inside a head or behind the end.
        if (beforeMatch == 2 || state == State.HEADER || state == State.EPILOGUE) {
            state = State.FAILED;
            return;
        }
        if (state == State.VALUE) {
            hand(delimiter.length + 2);
            int end = length - delimiter.length - 2;
            boolean isShort = length <= MOST_VALUE && end >= 0;
            fields.accept(name, isShort ? JsonString.decoded(value, end) : null);
        }
        line.setLength(0);
        state = State.BOUNDARY;
    }
}
