package io.chirograph.gateway.dialect;

/// Reads the bytes of one response body in one format.
interface BodyFormat {
    /// Returns how many of the newest bytes must be held.
    long feed(byte[] bytes, int offset, int length);

    /// Whether the terminal event is whole.
    boolean ended();

    /// Whether it is a stream of events.
    boolean isStream();

    /// No more bytes will come.
    End close();
}
