package io.chirograph.forwarding;

import java.time.Duration;

/// A destination did not take a batch now. To be tried again.
final class DestinationAwayException extends RuntimeException {
    private final Duration retryAfter;

    /// @param why without anything that the destination wrote, and without secrets
    DestinationAwayException(String why) {
        this(why, Duration.ZERO);
    }

    /// @param retryAfter how long it asked to be left alone
    DestinationAwayException(String why, Duration retryAfter) {
        super(why);
        this.retryAfter = retryAfter;
    }

    Duration retryAfter() {
        return retryAfter;
    }
}
