package io.chirograph.event.encoding;

import org.jspecify.annotations.Nullable;

/// A digest as events carry it: over the bytes as they came from the wire, before any decoding.
/// @param alg `sha256`, `hmac-sha256`, or `none` when the payload level is `nothing`
/// @param keyId which key an `hmac-sha256` was made with; null for `sha256`
/// @param value lower-case hex; empty for `none`
/// @param length how many bytes were digested
public record Digest(String alg, @Nullable String keyId, String value, long length) {
    /// This digest when nothing of the payload is to be kept: only the length stays.
    public Digest withheld() {
        return new Digest("none", null, "", length);
    }

    boolean isWithheld() {
        return value.isEmpty();
    }
}
