package io.chirograph.support.coding;

import java.util.Arrays;

/// The letters of Base64, plain and URL-safe (RFC 4648 sections 4 and 5).
public final class Base64Letters {
    private static final byte[] VALUES = new byte[128];

    static {
        Arrays.fill(VALUES, (byte) -1);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (byte i = 0; i < alphabet.length(); i++) {
            VALUES[alphabet.charAt(i)] = i;
        }
        VALUES['-'] = VALUES['+'];
        VALUES['_'] = VALUES['/'];
    }

    private Base64Letters() {}

    /// The six bits that a character stands for; -1 where it is no such letter.
    public static int value(int c) {
        return c >= 0 && c < VALUES.length ? VALUES[c] : -1;
    }
}
