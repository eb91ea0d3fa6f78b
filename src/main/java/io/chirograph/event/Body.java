package io.chirograph.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// What an event says of a request or answer body.
///
/// @param digest over the wire bytes, content encoding and all
/// @param contentType as sent
/// @param contentEncoding as sent
/// @param texts digests of the texts that a stream delivered in pieces, when the dialect knows them
public record Body(
        Digest digest,
        @Nullable String contentType,
        @Nullable String contentEncoding,
        List<TextDigest> texts) {
    public Body {
        texts = List.copyOf(texts);
    }
}
