package io.chirograph.gateway.upstream;

/// Where a call goes: a provider over HTTP, or the sandbox inside the process. Safe for many threads.
public interface Upstream extends AutoCloseable {
    /// Sends a request once and waits for the head of the response. Nothing is repeated, followed or added.
    /// @throws UpstreamException the provider did not answer
    UpstreamResponse send(UpstreamRequest request) throws UpstreamException;

    /// How many connections were dropped because the provider sent bytes that nobody had asked for.
    default long surplus() {
        return 0;
    }

    /// Closes connections that lay unused.
    default void evict() {}

    /// Ends the waits that have lasted too long.
    default void checkTimes(long now) {}

    @Override
    default void close() {}
}
