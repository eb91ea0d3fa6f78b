package io.chirograph.gateway.dialect.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Decodes one JSON string or literal as it comes.
public final class JsonString {
    /// So many bytes are kept, cut at the end of a character: more by one character than an event keeps, so
    /// that its encoder sees that there was more, and says so.
    static final int MAX = 260;

    /// What stands for each thing that is no character: a lone surrogate, which UTF-8 cannot write either, so
    /// that an event's encoder replaces it, and says so.
    static final char NO_CHARACTER = '\udc00';

    /// What is done with what is decoded.
    enum Use {
        KEPT,
        PASSED_ON,
        IGNORED
    }

    private final JsonHandler handler;
    final byte[] kept = new byte[MAX];
    int keptLength;
    boolean cut;

    Use use = Use.IGNORED;
    int leaf = FieldSelector.NONE;
    private int escape;
    private int unit;
    private int highSurrogate;
    private final byte[] encoded = new byte[4];
    boolean ended;
    boolean failed;

    JsonString(JsonHandler handler) {
        this.handler = handler;
    }

    void begin(Use what, int forLeaf) {
        use = what;
        leaf = forLeaf;
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
                int run = i;
                while (run < end && bytes[run] != '"' && bytes[run] != '\\') {
                    run++;
                }
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
                escape = 1;
            } else {
                escaped(bytes[i++]);
                if (failed) {
                    return i;
                }
            }
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
            encoded[0] = switch (b) {
                case 'n' -> '\n';
                case 't' -> '\t';
                case 'r' -> '\r';
                case 'b' -> '\b';
                case 'f' -> '\f';
                default -> b;
            };
            emit(encoded, 0, 1);
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
        loneSurrogate();
        int length;
        if (point < 0x80) {
            encoded[0] = (byte) point;
            length = 1;
        } else if (point < 0x800) {
            encoded[0] = (byte) (0xC0 | point >> 6);
            length = 2;
        } else if (point < 0x10000) {
            encoded[0] = (byte) (0xE0 | point >> 12);
            length = 3;
        } else {
            encoded[0] = (byte) (0xF0 | point >> 18);
            length = 4;
        }
        for (int k = 1; k < length; k++) {
            encoded[k] = (byte) (0x80 | ((point >> (6 * (length - 1 - k))) & 0x3F));
        }
        emit(encoded, 0, length);
    }

    private void emit(byte[] bytes, int offset, int length) {
        if (highSurrogate != 0) {
            // The bytes may be the shared `encoded`, which reporting the surrogate overwrites.
            byte[] copy = Arrays.copyOfRange(bytes, offset, offset + length);
            loneSurrogate();
            emit(copy, 0, length);
            return;
        }
        switch (use) {
            case KEPT -> keep(bytes, offset, length);
            case PASSED_ON -> handler.text(leaf, bytes, offset, length);
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
