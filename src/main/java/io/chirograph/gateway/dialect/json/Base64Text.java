package io.chirograph.gateway.dialect.json;

/// Decodes base64 into a JSON scanner, in pieces of any size.
///
/// Other bytes than those of its alphabet are passed over. One thread.
public final class Base64Text {
    private static final int BUFFER = 1024;

    private final JsonScanner scanner;
    private final byte[] decoded = new byte[BUFFER];
    private int bits;
    private int count;

    public Base64Text(JsonScanner scanner) {
        this.scanner = scanner;
    }

    public void feed(byte[] text, int offset, int length) {
        int size = 0;
        for (int i = offset; i < offset + length; i++) {
            int value = value(text[i]);
            if (value < 0) {
                continue;
            }
            bits = bits << 6 | value;
            count += 6;
            if (count >= 8) {
                count -= 8;
                decoded[size++] = (byte) (bits >> count);
                if (size == BUFFER) {
                    scanner.feed(decoded, 0, size);
                    size = 0;
                }
            }
        }
        scanner.feed(decoded, 0, size);
    }

    private static int value(byte c) {
        if (c >= 'A' && c <= 'Z') {
            return c - 'A';
        }
        if (c >= 'a' && c <= 'z') {
            return c - 'a' + 26;
        }
        if (c >= '0' && c <= '9') {
            return c - '0' + 52;
        }
        return switch (c) {
            case '+', '-' -> 62;
            case '/', '_' -> 63;
            default -> -1;
        };
    }

    public void reset() {
        bits = 0;
        count = 0;
    }
}
