package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.Duplex;
import io.chirograph.gateway.http.Headers;
import java.io.IOException;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One response of a provider, its head read. One thread at a time.
public abstract class UpstreamResponse implements AutoCloseable {
    private final int status;
    private final Headers headers;
    private final boolean hasBody;
    private final long length;

    public UpstreamResponse(int status, Headers headers, boolean hasBody, long length) {
        this.status = status;
        this.headers = headers;
        this.hasBody = hasBody;
        this.length = length;
    }

    public final int status() {
        return status;
    }

    public final Headers headers() {
        return headers;
    }

    /// Whether a body follows; false for answers to HEAD, 204, 205 and 304.
    public final boolean hasBody() {
        return hasBody;
    }

    /// The declared length of the body, -1 when only its end tells.
    public final long length() {
        return length;
    }

    /// Whether bytes of the body are there already; looks without waiting.
    public abstract boolean ready() throws IOException;

    /// Reads what is there, at least one byte; -1 when the body is whole.
    /// @throws java.net.SocketTimeoutException nothing came within the idle time-out, or the end not in its time
    /// @throws IOException the body broke off
    public abstract int read(byte[] buffer) throws IOException;

    /// Whether bytes that belong to no response lie behind this one, which was read whole; looks without waiting.
    public boolean surplus() {
        return false;
    }

    /// The call that it answered first, where it comes from a cache; null for none.
    public @Nullable UUID original() {
        return null;
    }

    /// The connection itself, where the provider has switched protocols; null in any other case. Closed with this.
    public @Nullable Duplex duplex() {
        return null;
    }

    /// The response said all that matters: what is left of it, the end of its framing too, must come within this
    /// time altogether.
    public void endWithin(Duration time) {}

    /// Gives the connection back when the body was read to its end, and drops it otherwise. Idempotent.
    @Override
    public abstract void close();
}
