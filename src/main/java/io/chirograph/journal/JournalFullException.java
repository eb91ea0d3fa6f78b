package io.chirograph.journal;

import java.time.Duration;

/// The journal has no room; nothing was written and the call may be tried again.
public class JournalFullException extends Exception {
    private final Duration retryAfter;

    public JournalFullException(String message, Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /// When another try is worth its while.
    public Duration retryAfter() {
        return retryAfter;
    }
}
