package io.chirograph.event.encoding;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// A growing buffer that writes JSON tokens as UTF-8 with the escapes of RFC 8785. One thread at a time.
final class JsonBytes {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /// The letter of a short escape by character, 0 where there is none.
    private static final byte[] SHORT_ESCAPES = shortEscapes();

    private byte[] buffer;
    private int size;

    JsonBytes(int capacity) {
        buffer = new byte[capacity];
    }

    private static byte[] shortEscapes() {
        byte[] letters = new byte[128];
        letters['\b'] = 'b';
        letters['\t'] = 't';
        letters['\n'] = 'n';
        letters['\f'] = 'f';
        letters['\r'] = 'r';
        letters['"'] = '"';
        letters['\\'] = '\\';
        return letters;
    }

    void raw(char ascii) {
        need(1);
        buffer[size++] = (byte) ascii;
    }

    void bytes(byte[] bytes) {
        need(bytes.length);
        System.arraycopy(bytes, 0, buffer, size, bytes.length);
        size += bytes.length;
    }

    void ascii(String text) {
        int length = text.length();
        need(length);
        for (int i = 0; i < length; i++) {
            buffer[size++] = (byte) text.charAt(i);
        }
    }

    void integer(long number) {
        if (number >= 0 && number < 10) {
            raw((char) ('0' + number));
        } else {
            ascii(Long.toString(number));
        }
    }

    /// @throws IllegalArgumentException a lone surrogate
    void string(String text) {
        int length = text.length();
        need(length + 2);
        byte[] out = buffer;
        int at = size;
        out[at++] = '"';
        int plain = 0;
        while (plain < length) {
            char c = text.charAt(plain);
            if (!isPlain(c)) {
                break;
            }
            out[at++] = (byte) c;
            plain++;
        }
        size = at;
        if (plain < length) {
            rest(text, plain);
        }
        raw('"');
    }

    private static boolean isPlain(char c) {
        return c >= ' ' && c < 0x7f && c != '"' && c != '\\';
    }

    private void rest(String text, int from) {
        int length = text.length();
        need((length - from) * 6 + 1); // the longest form of a UTF-16 code unit is an escape of six bytes
        for (int i = from; i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                asciiCharacter(c);
            } else if (c < 0x800) {
                buffer[size++] = (byte) (0xc0 | (c >> 6));
                continuation(c);
            } else if (!Character.isSurrogate(c)) {
                buffer[size++] = (byte) (0xe0 | (c >> 12));
                continuation(c >> 6);
                continuation(c);
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(text.charAt(i + 1))) {
                int point = Character.toCodePoint(c, text.charAt(++i));
                buffer[size++] = (byte) (0xf0 | (point >> 18));
                continuation(point >> 12);
                continuation(point >> 6);
                continuation(point);
            } else {
                throw new IllegalArgumentException("lone surrogate U+" + Integer.toHexString(c) + " at index " + i);
            }
        }
    }

    private void asciiCharacter(char c) {
        byte letter = SHORT_ESCAPES[c];
        if (letter != 0) {
            buffer[size++] = '\\';
            buffer[size++] = letter;
        } else if (c < ' ') {
            buffer[size++] = '\\';
            buffer[size++] = 'u';
            buffer[size++] = '0';
            buffer[size++] = '0';
            buffer[size++] = HEX[c >> 4];
            buffer[size++] = HEX[c & 0xf];
        } else {
            buffer[size++] = (byte) c;
        }
    }

    private void continuation(int bits) {
        buffer[size++] = (byte) (0x80 | (bits & 0x3f));
    }

    private void need(int more) {
        if (buffer.length - size < more) {
            buffer = Arrays.copyOf(buffer, Math.max(buffer.length * 2, size + more));
        }
    }

    byte[] toByteArray() {
        return Arrays.copyOf(buffer, size);
    }
}
