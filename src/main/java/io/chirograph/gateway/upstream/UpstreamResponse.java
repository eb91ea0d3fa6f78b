package io.chirograph.gateway.upstream;

import io.chirograph.gateway.http.Headers;
import java.io.IOException;
import java.time.Duration;

/// One answer of a provider, its head read. One thread at a time.
public interface UpstreamResponse extends AutoCloseable {
    int status();

    Headers headers();

    /// Whether a body follows; false for answers to HEAD, 204, 205 and 304.
    boolean hasBody();

    /// The declared length of the body, -1 when only its end tells.
    long length();

    /// Whether bytes of the body are there already; looks without waiting.
    boolean ready() throws IOException;

    /// Reads what is there, at least one byte; -1 when the body is whole.
    ///
    /// @throws java.net.SocketTimeoutException nothing came within the idle time-out, or the end not in its time
    /// @throws IOException the body broke off
    int read(byte[] buffer) throws IOException;

    /// Whether bytes that belong to no answer lie behind this one, which was read whole; looks without waiting.
    boolean surplus();

    /// The answer said all that matters: what is left of it, the end of its framing too, must come within this
    /// time altogether.
    void endWithin(Duration time);

    /// Gives the connection back when the body was read to its end, and drops it otherwise. Idempotent.
    @Override
    void close();
}
