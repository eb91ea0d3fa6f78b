package io.chirograph.verifier.bundle;

import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// `SHA256SUMS`: the digests of all other entries, for `sha256sum -c`.
final class DigestList {
    private DigestList() {}

    static byte[] of(Map<String, byte[]> entries) {
        StringBuilder lines = new StringBuilder();
        entries.forEach((name, content) -> {
            if (!name.equals(EntryNames.SUMS)) {
                lines.append(Sha256.hex(content)).append("  ").append(name).append('\n');
            }
        });
        return lines.toString().getBytes(StandardCharsets.US_ASCII);
    }
}
