package io.chirograph.publishedlog;

import io.chirograph.event.encoding.Digest;
import io.chirograph.support.digest.Sha256;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// Digests of stored content, plain and with the key of its line.
/// @param length how many bytes it has
/// @param plain SHA-256, in hex
/// @param keyed HMAC-SHA-256 under the line's key over the 32 bytes of the SHA-256, in hex; null where the line has no
///     such key
public record PackDigest(
        long length, String plain, @Nullable String keyed) {
    /// How many bytes a line's key has.
    public static final int KEY_BYTES = 32;

    private static final String SHA256 = "sha256";
    private static final String HMAC = "hmac-sha256";

    /// @param digestKey as a pack's line has it; what is no key of 32 bytes counts as none
    public static PackDigest of(byte[] content, @Nullable String digestKey) {
        byte @Nullable [] key = key(digestKey);
        byte[] plain = Sha256.of(content);
        HexFormat hex = HexFormat.of();
        return new PackDigest(
                content.length,
                hex.formatHex(plain),
                key == null ? null : hex.formatHex(Sha256.mac(key).doFinal(plain)));
    }

    /// Whether an event's digest of stored content is of this content.
    public boolean is(Digest said) {
        if (said.length() != length) {
            return false;
        }
        return switch (said.alg()) {
            case SHA256 -> said.value().equals(plain);
            case HMAC ->
                PackRecord.DIGEST_KEY.equals(said.keyId()) && said.value().equals(keyed);
            default -> false;
        };
    }

    private static byte @Nullable [] key(@Nullable String hex) {
        if (hex == null || hex.length() != 2 * KEY_BYTES) {
            return null;
        }
        try {
            return HexFormat.of().parseHex(hex);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
