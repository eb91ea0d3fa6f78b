package io.chirograph.gateway;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.apache.hc.core5.http.impl.io.DefaultBHttpClientConnection;
import org.apache.hc.core5.io.CloseMode;

/// One connection to a provider, and until when its thread is willing to wait for a byte.
///
/// The time is kept by a thread that looks at all connections now and then ([#check]), not by a timer for each
/// read: arming and disarming one costs a virtual thread more than the read itself.
final class UpstreamConnection {
    private static final long NEVER = 0;

    private final DefaultBHttpClientConnection http;
    private volatile long until = NEVER;
    private volatile boolean late;

    UpstreamConnection(DefaultBHttpClientConnection http) {
        this.http = http;
    }

    DefaultBHttpClientConnection http() {
        return http;
    }

    /// What follows may wait this long; it fails by [IOException] when the time has passed.
    void expect(Duration within) {
        until = (System.nanoTime() + within.toNanos()) | 1;
    }

    /// The wait is over.
    void arrived() {
        until = NEVER;
    }

    /// Closes the connection if its time has passed; for the thread that keeps the time.
    void check(long now) {
        long at = until;
        if (at != NEVER && now - at > 0) {
            late = true;
            http.close(CloseMode.IMMEDIATE);
        }
    }

    /// The failure as it is to be told: the close after too long a wait is a time-out.
    IOException told(IOException failure) {
        if (!late) {
            return failure;
        }
        var timeout = new SocketTimeoutException("nothing came in time");
        timeout.initCause(failure);
        return timeout;
    }

    void close() {
        http.close(CloseMode.IMMEDIATE);
    }
}
