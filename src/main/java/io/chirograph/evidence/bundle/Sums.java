package io.chirograph.evidence.bundle;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// The digests of all other entries, in the form that `sha256sum -c` reads.
final class Sums {
    private Sums() {}

    static byte[] of(Map<String, byte[]> entries) {
        StringBuilder lines = new StringBuilder();
        entries.forEach((name, content) -> {
            if (!name.equals(Names.SUMS)) {
                lines.append(sha256(content)).append("  ").append(name).append('\n');
            }
        });
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no SHA-256", e);
        }
    }
}
