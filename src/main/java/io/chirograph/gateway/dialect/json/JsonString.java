package io.chirograph.gateway.dialect.json;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// Decodes one JSON string or literal as it comes.
public final class JsonString {
    /// So many bytes are kept, cut at the end of a character: more by one character than an event keeps, so
    /// that its encoder sees that there was more, and says so.
    static final int MAX = 260;

    /// What stands for each thing that is no character: a lone surrogate, which UTF-8 cannot write either, so
    /// that an event's encoder replaces it, and says so.
    static final char NO_CHARACTER = '\udc00';
    private static final byte[] NO_CHARACTER_BYTES = {(byte) 0xED, (byte) 0xB0, (byte) 0x80};

    private static final VarHandle EIGHT = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x8080808080808080L;
    private static final long QUOTES = ONES * '"';
    private static final long BACKSLASHES = ONES * '\\';

    /// Strings that stand in most requests, by their length: they need no decoding.
    private static final String[][] COMMON_TEXTS = {
        {}, {}, {}, {}, {"user", "tool", "text"}, {}, {"system"}, {}, {"function"}, {"assistant", "developer"}
    };
    private static final byte[][][] COMMON = Arrays.stream(COMMON_TEXTS)
            .map(texts -> Arrays.stream(texts)
                    .map(text -> text.getBytes(StandardCharsets.US_ASCII))
                    .toArray(byte[][]::new))
            .toArray(byte[][][]::new);

    /// What is done with what is decoded.
    enum Use {
        KEPT,
        PASSED_ON,
        BOTH,
        IGNORED
    }

    private final JsonHandler handler;
    final byte[] kept = new byte[MAX];
    int keptLength;
    boolean cut;

    Use use = Use.IGNORED;
    int leaf = FieldSelector.NONE;
    int textLeaf = FieldSelector.NONE;
    private int escape;
    private int unit;
    private int highSurrogate;
    private final byte[] unescaped = new byte[1];
    boolean ended;
    boolean failed;

    JsonString(JsonHandler handler) {
        this.handler = handler;
    }

    void begin(Use what, int forLeaf, int forText) {
        use = what;
        leaf = forLeaf;
        textLeaf = forText;
        keptLength = 0;
        cut = false;
        escape = 0;
        highSurrogate = 0;
        ended = false;
        failed = false;
    }

    /// Reads on; returns where it stopped, which is `end` unless the string ended or failed.
    int feed(byte[] bytes, int from, int end) {
        int i = from;
        while (i < end) {
            if (escape == 0) {
                int run = plain(bytes, i, end);
                if (run > i) {
                    emit(bytes, i, run - i);
                }
                if (run == end) {
                    return end;
                }
                i = run + 1;
                if (bytes[run] == '"') {
                    loneSurrogate();
                    ended = true;
                    return i;
                }
                if (use == Use.IGNORED && i < end && bytes[i] != 'u') {
                    i++;
                } else {
                    escape = 1;
                }
            } else {
                escaped(bytes[i++]);
                if (failed) {
                    return i;
                }
            }
        }
        return i;
    }

    /// Where the first quote or backslash is; `end` for none. Looks at eight bytes at a time: what is looked for is a
    /// zero byte, and of the bytes that `found` marks the lowest is always one.
    static int plain(byte[] bytes, int from, int end) {
        int i = from;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            long word = (long) EIGHT.get(bytes, i);
            long quote = word ^ QUOTES;
            long backslash = word ^ BACKSLASHES;
            long found = (((quote - ONES) & ~quote) | ((backslash - ONES) & ~backslash)) & HIGH;
            if (found != 0) {
                return i + (Long.numberOfTrailingZeros(found) >>> 3);
            }
        }
        while (i < end && bytes[i] != '"' && bytes[i] != '\\') {
            i++;
        }
        return i;
    }

    private void escaped(byte b) {
        if (escape == 1) {
            if (b == 'u') {
                escape = 2;
                unit = 0;
                return;
            }
            escape = 0;
            unescaped[0] = switch (b) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                default -> b;
            };
            emit(unescaped, 0, 1);
            return;
        }
        int digit = Character.digit(b, 16);
        if (digit < 0) {
            failed = true;
            return;
        }
        unit = unit << 4 | digit;
        if (++escape == 6) {
            escape = 0;
            codeUnit();
        }
    }

    private void codeUnit() {
        if (Character.isHighSurrogate((char) unit)) {
            loneSurrogate();
            highSurrogate = unit;
        } else if (Character.isLowSurrogate((char) unit)) {
            int high = highSurrogate;
            highSurrogate = 0;
            emitCodePoint(high == 0 ? noCharacter() : Character.toCodePoint((char) high, (char) unit));
        } else {
            emitCodePoint(unit);
        }
    }

    private void loneSurrogate() {
        if (highSurrogate != 0) {
            highSurrogate = 0;
            emitCodePoint(noCharacter());
        }
    }

    private int noCharacter() {
        return use == Use.KEPT ? NO_CHARACTER : 0xFFFD;
    }

    private void emitCodePoint(int point) {
        byte[] utf8 = point == NO_CHARACTER
                ? NO_CHARACTER_BYTES
                : Character.toString(point).getBytes(StandardCharsets.UTF_8);
        emit(utf8, 0, utf8.length);
    }

    private void emit(byte[] bytes, int offset, int length) {
        loneSurrogate();
        switch (use) {
            case KEPT -> keep(bytes, offset, length);
            case PASSED_ON -> handler.text(textLeaf, bytes, offset, length);
            case BOTH -> {
                keep(bytes, offset, length);
                handler.text(textLeaf, bytes, offset, length);
            }
            case IGNORED -> {}
        }
    }

    /// Keeps these bytes, up to the bound.
    void keep(byte[] bytes, int offset, int length) {
        int fits = Math.min(length, MAX - keptLength);
        System.arraycopy(bytes, offset, kept, keptLength, fits);
        keptLength += fits;
        cut |= fits < length;
    }

    /// What was kept, as text.
    String text() {
        int length = keptLength;
        String common = common(length);
        if (common != null) {
            return common;
        }
        if (cut) {
            // Not in the middle of a character: back to before the last lead byte, unless it is whole.
            int lead = length - 1;
            while (lead > 0 && length - lead < 4 && (kept[lead] & 0xC0) == 0x80) {
                lead--;
            }
            int b = kept[lead] & 0xFF;
            int needs = b < 0xC0 ? 1 : b < 0xE0 ? 2 : b < 0xF0 ? 3 : 4;
            if (length - lead < needs) {
                length = lead;
            }
        }
        return decoded(kept, length);
    }

    private @Nullable String common(int length) {
        if (length <= 0 || length >= COMMON.length) {
            return null;
        }
        for (int i = 0; i < COMMON[length].length; i++) {
            if (Arrays.equals(kept, 0, length, COMMON[length][i], 0, length)) {
                return COMMON_TEXTS[length][i];
            }
        }
        return null;
    }

    /// UTF-8 as text, with [#NO_CHARACTER] for what is none.
    public static String decoded(byte[] bytes, int length) {
        String plain = new String(bytes, 0, length, StandardCharsets.UTF_8);
        if (plain.indexOf('\ufffd') < 0) {
            return plain;
        }
        var decoder = StandardCharsets.UTF_8.newDecoder();
        var in = ByteBuffer.wrap(bytes, 0, length);
        var out = CharBuffer.allocate(length + 1);
        for (var result = decoder.decode(in, out, true); result.isMalformed(); result = decoder.decode(in, out, true)) {
            out.put(NO_CHARACTER);
            in.position(in.position() + result.length());
        }
        return out.flip().toString();
    }
}
