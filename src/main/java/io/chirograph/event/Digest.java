package io.chirograph.event;

import org.jspecify.annotations.Nullable;

/// A digest as events carry it: over the bytes as they came from the wire, before any decoding.
///
/// @param alg `sha256` or `hmac-sha256`
/// @param keyId which key an `hmac-sha256` was made with; null for `sha256`
/// @param value lower-case hex
/// @param length how many bytes were digested
public record Digest(String alg, @Nullable String keyId, String value, long length) {}
