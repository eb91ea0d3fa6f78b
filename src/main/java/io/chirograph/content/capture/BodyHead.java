package io.chirograph.content.capture;

import org.jspecify.annotations.Nullable;

/// What is known of a body before its bytes.
/// @param dialect the wire format that reads the exchange
/// @param operation the dialect's name of what is done
public record BodyHead(
        String dialect,
        String operation,
        @Nullable String contentType,
        @Nullable String contentEncoding) {}
