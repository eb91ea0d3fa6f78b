package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What is sent to a provider.
/// @param path raw path below the base URL
/// @param query raw query without `?`
/// @param headers what to send, without `Host` and framing
/// @param body null when the caller sent none, not even an empty one
/// @param cancel is given what aborts the exchange from another thread, as soon as there is something to abort
public record UpstreamRequest(
        String method,
        String path,
        @Nullable String query,
        Headers headers,
        @Nullable ReceivedBody body,
        Duration firstByteTimeout,
        Duration idleTimeout,
        Consumer<Runnable> cancel) {
    UpstreamRequest with(Headers other) {
        return new UpstreamRequest(method, path, query, other, body, firstByteTimeout, idleTimeout, cancel);
    }
}
