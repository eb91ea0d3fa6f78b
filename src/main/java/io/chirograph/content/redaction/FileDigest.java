package io.chirograph.content.redaction;

import io.chirograph.support.coding.Base64Letters;
import java.util.HexFormat;
import java.util.Locale;
import javax.crypto.Mac;

/// Digest, media type and size of a file that stands in a text, fed piece by piece. One thread.
///
/// A text is taken for a file where it is a `data:` URL, or nothing but the letters of base64. What is digested is the
/// file's bytes where it is base64, else the text.
final class FileDigest {
    private static final int HEAD = 160;

    private final Mac mac;
    private final StringBuilder head = new StringBuilder();
    private final byte[] out = new byte[1024];
    private boolean isHeadDone;
    private boolean isUrl;
    private boolean isBase64 = true;
    private String mediaType = "";
    private int size;
    private long length;
    private int bits;
    private int count;

    FileDigest(Tokens tokens) {
        mac = tokens.begin("file");
    }

    void feed(CharSequence text, int from, int to) {
        for (int i = from; i < to; i++) {
            feed(text.charAt(i));
        }
    }

    void feed(char c) {
        if (isHeadDone) {
            body(c);
            return;
        }
        head.append(c);
        boolean mayBeUrl = "data:".startsWith(head.length() <= 5 ? head.toString() : head.substring(0, 5));
        if (!mayBeUrl) {
            endHead(0);
        } else if (c == ',') {
            isUrl = true;
            String before = head.substring(5, head.length() - 1);
            isBase64 = before.endsWith(";base64");
            int end = before.indexOf(';');
            mediaType = mediaType(end < 0 ? before : before.substring(0, end));
            endHead(head.length());
        } else if (head.length() == HEAD) {
            endHead(0);
        }
    }

    private void endHead(int from) {
        isHeadDone = true;
        for (int i = from; i < head.length(); i++) {
            body(head.charAt(i));
        }
    }

    private void body(char c) {
        if (isUrl && !isBase64) {
            put((byte) c);
            return;
        }
        int value = Base64Letters.value(c);
        if (value < 0) {
            isBase64 &= c == '=' || c == '\n' || c == '\r';
            if (!isBase64) {
                put((byte) (c >> 8));
                put((byte) c);
            }
            return;
        }
        bits = bits << 6 | value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            put((byte) (bits >> count));
        }
    }

    private void put(byte b) {
        out[size++] = b;
        length++;
        if (size == out.length) {
            mac.update(out, 0, size);
            size = 0;
        }
    }

    /// Whether what came so far is a file's bytes in a text.
    boolean isFile() {
        return isUrl || isBase64;
    }

    /// What stands for the file.
    String text() {
        if (!isHeadDone) {
            endHead(0);
        }
        mac.update(out, 0, size);
        size = 0;
        return text(mediaType, length, mac.doFinal());
    }

    static String text(String mediaType, long length, byte[] digest) {
        return "[file " + (mediaType.isEmpty() ? "" : mediaType + " ") + length + " bytes hmac-sha256:"
                + HexFormat.of().formatHex(digest) + "]";
    }

    /// The media type without parameters; empty where it has not the form of one.
    static String mediaType(String text) {
        int end = text.indexOf(';');
        String type = (end < 0 ? text : text.substring(0, end)).strip();
        int slash = 0;
        for (int i = 0; i < type.length(); i++) {
            char c = type.charAt(i);
            boolean isToken =
                    (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || "+.-".indexOf(c) >= 0;
            slash += c == '/' ? 1 : 0;
            if (!isToken && c != '/') {
                return "";
            }
        }
        return slash == 1 && type.length() <= 64 ? type.toLowerCase(Locale.ROOT) : "";
    }

    /// Whether a short text is a file: a `data:` URL, or so long without a space that it is no word.
    static boolean looksLike(String text, int least) {
        if (text.startsWith("data:")) {
            int comma = text.indexOf(',');
            return comma > 0 && comma < HEAD && text.indexOf(' ') < 0;
        }
        if (text.length() < least) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Base64Letters.value(c) < 0 && c != '=' && c != '\n' && c != '\r') {
                return false;
            }
        }
        return true;
    }
}
