package io.chirograph.tlog;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.regex.Pattern;

/// A SHA-256 value: 32 bytes, immutable.
public final class Hash {
    /// Its length in bytes.
    public static final int SIZE = 32;

    private static final Pattern HEX = Pattern.compile("[0-9a-f]{64}");

    private final byte[] bytes;

    private Hash(byte[] bytes) {
        this.bytes = bytes;
    }

    /// A copy of `bytes`.
    /// @throws IllegalArgumentException when they are not 32
    public static Hash of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a hash has 32 bytes, not " + bytes.length);
        }
        return new Hash(bytes.clone());
    }

    /// A copy of the 32 bytes at `offset`.
    public static Hash of(byte[] bytes, int offset) {
        return new Hash(Arrays.copyOfRange(bytes, offset, offset + SIZE));
    }

    /// Takes `bytes` over without a copy: they are 32 and nobody else holds them.
    static Hash owned(byte[] bytes) {
        return new Hash(bytes);
    }

    /// Standard base64, padded, with no spare bits set.
    public static Hash ofBase64(String text) throws MalformedException {
        byte[] bytes = Text.base64(text);
        if (bytes.length != SIZE) {
            throw new MalformedException("a hash has 32 bytes, not " + bytes.length + ": " + Text.quote(text));
        }
        return new Hash(bytes);
    }

    /// Sixty-four lower-case hex digits.
    public static Hash ofHex(String text) throws MalformedException {
        if (!HEX.matcher(text).matches()) {
            throw new MalformedException("not 64 lower-case hex digits: " + Text.quote(text));
        }
        return new Hash(HexFormat.of().parseHex(text));
    }

    /// A copy of the bytes.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The bytes themselves, for readers in this package that do not change them.
    byte[] raw() {
        return bytes;
    }

    public String base64() {
        return Text.base64(bytes);
    }

    public String hex() {
        return HexFormat.of().formatHex(bytes);
    }

    /// Copies the bytes to `target` at `offset`.
    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, SIZE);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Hash hash && Arrays.equals(bytes, hash.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "sha256:" + hex();
    }
}
