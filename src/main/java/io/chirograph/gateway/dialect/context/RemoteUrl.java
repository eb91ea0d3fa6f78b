package io.chirograph.gateway.dialect.context;

import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Digests one URL after the other, as they come.
final class RemoteUrl {
    private static final byte[] INLINE = "data:".getBytes(StandardCharsets.US_ASCII);

    private final MessageDigest sha256 = Sha256.create();
    private long length;
    private int matched;

    void text(byte[] bytes, int offset, int count) {
        for (int i = offset; i < offset + count && length + i - offset < INLINE.length; i++) {
            matched += Character.toLowerCase(bytes[i]) == INLINE[(int) (length + i - offset)] ? 1 : 0;
        }
        length += count;
        if (matched < INLINE.length) {
            sha256.update(bytes, offset, count);
        }
    }

    /// The digest of a URL that leads out of the body, else null; then the next one begins.
    @Nullable
    Digest end() {
        boolean isRemote = length > 0 && matched < INLINE.length;
        byte[] value = sha256.digest();
        var digest = isRemote ? new Digest("sha256", null, HexFormat.of().formatHex(value), length) : null;
        length = 0;
        matched = 0;
        return digest;
    }
}
