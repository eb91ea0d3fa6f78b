package io.chirograph.gateway.cache;

import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.upstream.UpstreamResponse;
import java.util.UUID;

/// A response from memory: the bytes that a provider sent to an earlier call.
final class CachedResponse extends UpstreamResponse {
    private final Kept kept;
    private int at;

    /// What is kept of a response.
    /// @param length as it was declared; -1 for chunks
    /// @param original the call that it answered
    /// @param nanos when it was whole, by the cache's clock
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Kept(int status, Headers headers, byte[] body, long length, UUID original, long nanos) {}

    CachedResponse(Kept kept, long ageSeconds) {
        super(kept.status(), aged(kept.headers(), ageSeconds), true, kept.length());
        this.kept = kept;
    }

    /// RFC 9111 section 5.1.
    private static Headers aged(Headers kept, long seconds) {
        var headers = new Headers();
        for (int i = 0; i < kept.size(); i++) {
            headers.add(kept.name(i), kept.value(i));
        }
        headers.add("age", Long.toString(seconds));
        return headers;
    }

    @Override
    public UUID original() {
        return kept.original();
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public int read(byte[] buffer) {
        int left = kept.body().length - at;
        if (left == 0) {
            return -1;
        }
        int n = Math.min(left, buffer.length);
        System.arraycopy(kept.body(), at, buffer, 0, n);
        at += n;
        return n;
    }

    @Override
    public void close() {}
}
