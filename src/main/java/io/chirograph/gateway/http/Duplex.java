package io.chirograph.gateway.http;

import java.io.IOException;

/// The bytes of a connection that is no longer HTTP (RFC 9110 section 7.8), in both directions.
/// One thread reads and another one may write at the same time; any may cut.
public interface Duplex {
    /// Waits for at least one byte; -1 at the end.
    int read(byte[] into, int offset, int length) throws IOException;

    /// Returns when the system has taken all of it.
    void write(byte[] bytes, int offset, int length) throws IOException;

    /// Ends both directions: whoever waits goes on at once. What was written before arrives. Idempotent; never waits.
    void cut();
}
