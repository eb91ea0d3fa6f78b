package io.chirograph.tlog;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// The small strict grammars that the formats share. One value has one spelling.
public final class Text {
    private Text() {}

    /// Decodes standard base64 with padding; refuses every spelling but the one that encoding gives.
    public static byte[] base64(String text) throws MalformedException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text);
            if (base64(bytes).equals(text)) {
                return bytes;
            }
        } catch (IllegalArgumentException e) {
            // told below
        }
        throw new MalformedException("not canonical base64: " + quote(text));
    }

    public static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    /// A decimal number from 0 to 2^63-1: digits only, no leading zero.
    public static long decimal(String text, String what) throws MalformedException {
        boolean digits = !text.isEmpty() && text.chars().allMatch(c -> c >= '0' && c <= '9');
        if (!digits || text.length() > 19 || (text.length() > 1 && text.charAt(0) == '0')) {
            throw new MalformedException(what + " is not a plain decimal number: " + quote(text));
        }
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new MalformedException(what + " is beyond 2^63-1: " + text);
        }
    }

    public static String utf8(byte[] bytes) throws MalformedException {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new MalformedException("not UTF-8");
        }
    }

    /// Whether `name` may name a key: not empty, no white space, no plus sign, no control character.
    public static boolean isKeyName(String name) {
        return !name.isEmpty() && name.codePoints().noneMatch(c -> c == '+' || c < 0x20 || isSpace(c));
    }

    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /// `text` for a message: short, and with control characters made visible.
    public static String quote(String text) {
        StringBuilder shown = new StringBuilder("\"");
        String head = text.length() > 80 ? text.substring(0, 80) : text;
        head.chars().forEach(c -> shown.append(c < 0x20 || c == 0x7f ? "\\x%02x".formatted(c) : Character.toString(c)));
        return shown.append(text.length() > 80 ? "…\"" : "\"").toString();
    }
}
