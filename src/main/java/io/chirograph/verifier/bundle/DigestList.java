package io.chirograph.verifier.bundle;

import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The digests of all other entries, in the form that `sha256sum -c` reads.
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
