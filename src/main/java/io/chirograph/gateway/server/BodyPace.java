package io.chirograph.gateway.server;

import java.time.Duration;

/// The lowest rate at which a request body may come.
/// @param grace how long any body may be waited for in all
/// @param bytesPerSecond that a longer wait takes, on average; 0 for no bound
public record BodyPace(Duration grace, long bytesPerSecond) {
    static final BodyPace NONE = new BodyPace(Duration.ZERO, 0);

    /// How long it may be waited in all for a body of which that much has come, in nanoseconds.
    long allowed(long bytes) {
        return bytesPerSecond == 0
                ? Long.MAX_VALUE / 2
                : Math.max(grace.toNanos(), (long) (bytes * 1e9 / bytesPerSecond));
    }
}
