package io.chirograph.gateway.tenancy;

import io.chirograph.gateway.dialect.DecodedBody;
import io.chirograph.gateway.http.ReceivedBody;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Finds an id in bytes of any format.
/// It may be a whole string or stand in a URL, a name, a part of a form, a line of an uploaded file, or a
/// JSON text inside a JSON string. Escapes of JSON and of URLs are undone, however often they were applied.
///
/// Candidates are what stands between characters that no id holds: the run itself, what follows its first
/// `=`, its narrowest part, and each of them behind the path segment before it (`files/abc`). A short id or
/// one of letters alone could be a word of a prompt and counts only where it is a whole string, value or
/// segment. Memory is bounded; a longer id than 1,024 bytes is not found. One thread.
final class IdScan {
    private static final int LONGEST = 1024;
    private static final int SHORTEST_ID = 6;
    private static final int NONE = -1;

    private static final byte[] KIND = new byte[256];
    private static final byte HARD = 0;
    private static final byte OF_ID = 1;
    private static final byte SOFT = 2;
    private static final long[] POWERS = new long[2 * LONGEST + 2];

    static {
        for (int c = 0; c < 256; c++) {
            boolean isOfId =
                    (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
            KIND[c] = isOfId ? OF_ID : c >= 0x80 || ".:=~@!$*+%".indexOf(c) >= 0 ? SOFT : HARD;
        }
        POWERS[0] = 1;
        for (int i = 1; i < POWERS.length; i++) {
            POWERS[i] = POWERS[i - 1] * IdFilter.BASE;
        }
    }

    private enum Escape {
        NONE,
        BACKSLASH,
        UNICODE,
        PERCENT
    }

    private final IdFilter filter;
    private final Predicate<String> lookup;
    private final byte[] bytes = new byte[2 * LONGEST + 1];
    private final long[] hashes = new long[2 * LONGEST + 2];
    private int length;
    private int segment;
    private int previous = NONE;
    private int previousPart;
    private int part;
    private int value;
    private byte before;
    private boolean tooLong;
    private Escape escape = Escape.NONE;
    private int digits;
    private int code;
    private @Nullable String found;

    /// @param lookup whether a text is an id that is meant; throws [UncheckedIOException] where that cannot be told
    IdScan(IdFilter filter, Predicate<String> lookup) {
        this.filter = filter;
        this.lookup = lookup;
    }

    /// The id that was found; null for none.
    @Nullable
    String found() {
        return found;
    }

    /// Looks at a whole body; false where its content encoding cannot be undone.
    boolean read(@Nullable String contentEncoding, ReceivedBody body) throws IOException {
        var outcome = DecodedBody.read(contentEncoding, body.bytes(), this::feed);
        end();
        return outcome == DecodedBody.Outcome.READ;
    }

    boolean holds(String text) {
        byte[] all = text.getBytes(StandardCharsets.UTF_8);
        feed(all, 0, all.length);
        end();
        return found != null;
    }

    /// Reads on; returns whether more is wanted.
    boolean feed(byte[] fed, int offset, int count) {
        for (int i = offset; i < offset + count && found == null; i++) {
            take(fed[i]);
        }
        return found == null;
    }

    /// Nothing follows what was fed.
    void end() {
        endEscape();
        take((byte) 0);
    }

    private void take(byte b) {
        switch (escape) {
            case NONE -> plain(b);
            case BACKSLASH -> backslash(b);
            case UNICODE, PERCENT -> hex(b);
        }
    }

    private void plain(byte b) {
        if (b == '\\') {
            escape = Escape.BACKSLASH;
        } else if (b == '%') {
            begin(Escape.PERCENT);
        } else {
            put(b);
        }
    }

    private void begin(Escape kind) {
        escape = kind;
        digits = 0;
        code = 0;
    }

    /// A backslash that is escaped itself escapes what follows where the text is read once more.
    private void backslash(byte b) {
        if (b == '\\') {
            return;
        }
        if (b == 'u') {
            begin(Escape.UNICODE);
            return;
        }
        escape = Escape.NONE;
        switch (b) {
            case '/', '"' -> put(b);
            case 'n', 'r', 't', 'b', 'f' -> put((byte) '\n');
            default -> {
                put((byte) ' ');
                plain(b);
            }
        }
    }

    private void hex(byte b) {
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            endEscape();
            take(b);
            return;
        }
        code = (code << 4) | digit;
        digits++;
        if (digits == (escape == Escape.PERCENT ? 2 : 4)) {
            boolean isByte = escape == Escape.PERCENT || code < 0x80;
            escape = Escape.NONE;
            if (isByte) {
                plain((byte) code);
            } else {
                for (byte each : Character.toString(code).getBytes(StandardCharsets.UTF_8)) {
                    put(each);
                }
            }
        }
    }

    /// What began like an escape is none.
    private void endEscape() {
        Escape was = escape;
        int read = digits;
        int had = code;
        escape = Escape.NONE;
        if (was == Escape.PERCENT) {
            put((byte) '%');
        } else if (was != Escape.NONE) {
            put((byte) ' ');
        }
        for (int i = read - 1; was != Escape.NONE && was != Escape.BACKSLASH && i >= 0; i--) {
            put((byte) Character.forDigit(had >> (4 * i) & 0xF, 16));
        }
    }

    private void put(byte b) {
        byte kind = KIND[b & 0xFF];
        if (kind == OF_ID) {
            append(b);
            return;
        }
        if (kind == SOFT) {
            if (part < length) {
                probe(b);
            }
            append(b);
            part = length;
            if (b == '=' && value == segment) {
                value = length;
            }
            return;
        }
        probe(b);
        if (b == '/' && !tooLong) {
            slash();
        } else {
            clear(b);
        }
    }

    private void append(byte b) {
        if (length - segment >= LONGEST) {
            clear(b);
            tooLong = true;
        }
        if (!tooLong) {
            bytes[length] = b;
            hashes[length + 1] = IdFilter.next(hashes[length], b);
            length++;
        } else if (KIND[b & 0xFF] == SOFT) {
            tooLong = false;
        }
    }

    private void clear(byte b) {
        length = 0;
        segment = 0;
        part = 0;
        value = 0;
        previous = NONE;
        before = b;
        tooLong = false;
    }

    /// The segment that ended is the one before the next.
    private void slash() {
        int size = length - segment;
        System.arraycopy(bytes, segment, bytes, 0, size);
        bytes[size] = '/';
        previousPart = Math.max(part, value) - segment;
        length = size + 1;
        for (int i = 0; i < length; i++) {
            hashes[i + 1] = IdFilter.next(hashes[i], bytes[i]);
        }
        previous = 0;
        segment = length;
        part = length;
        value = length;
        before = '/';
    }

    /// Asks for what ends here.
    private void probe(byte boundary) {
        if (tooLong || length == segment) {
            return;
        }
        boolean isEdge = isEdge(boundary);
        ask(segment, isEdge && isEdge(before));
        if (value != segment) {
            ask(value, isEdge);
        }
        if (part != segment && part != value) {
            ask(part, false);
        }
        if (previous != NONE) {
            ask(previous, true);
            if (previousPart != previous) {
                ask(previousPart, true);
            }
        }
    }

    private static boolean isEdge(byte b) {
        return b == 0 || b == '"' || b == '\n' || b == '\r' || b == '&' || b == '/' || b == '?';
    }

    private void ask(int from, boolean isWhole) {
        if (found != null || from >= length) {
            return;
        }
        long hash = hashes[length] - hashes[from] * POWERS[length - from];
        if (!filter.mayHold(hash)) {
            return;
        }
        String text = new String(bytes, from, length - from, StandardCharsets.UTF_8);
        if ((isWhole || !isWord(text)) && lookup.test(text)) {
            found = text;
        }
    }

    private static boolean isWord(String text) {
        return text.length() < SHORTEST_ID || text.chars().allMatch(Character::isLetter);
    }
}
