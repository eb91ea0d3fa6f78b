package io.chirograph.payload;

import io.chirograph.event.Digest;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Digests a body as it streams by: SHA-256 and the number of bytes. One thread at a time; not reusable.
public final class Digester {
    private static final HexFormat HEX = HexFormat.of();

    private final MessageDigest sha256;
    private long length;

    public Digester() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The digest of bytes that are there as a whole.
    public static Digest digest(byte[] bytes) {
        Digester digester = new Digester();
        digester.update(bytes, 0, bytes.length);
        return digester.finish();
    }

    /// Takes the next bytes.
    public void update(byte[] buffer, int offset, int count) {
        sha256.update(buffer, offset, count);
        length += count;
    }

    /// How many bytes were taken.
    public long length() {
        return length;
    }

    /// The digest of everything taken; the digester is used up.
    public Digest finish() {
        return new Digest("sha256", null, HEX.formatHex(sha256.digest()), length);
    }
}
