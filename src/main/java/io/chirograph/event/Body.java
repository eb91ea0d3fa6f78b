package io.chirograph.event;

import org.jspecify.annotations.Nullable;

/// What an event says of a request or answer body.
///
/// @param digest over the wire bytes, content encoding and all
/// @param contentType as sent, cut to 256 bytes
/// @param contentEncoding as sent, cut to 64 bytes
/// @param textDigest over the assembled text of a stream (UTF-8 of all text deltas in order), when the
///     dialect knows it
public record Body(
        Digest digest,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        @Nullable Digest textDigest) {}
