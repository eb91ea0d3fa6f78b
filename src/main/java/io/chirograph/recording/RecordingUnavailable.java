package io.chirograph.recording;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// An event could not be made durable, so what it would have recorded must not happen.
public class RecordingUnavailable extends Exception {
    private final Duration retryAfter;
    private final boolean outcomeUnknown;

    public RecordingUnavailable(
            String message, Duration retryAfter, boolean outcomeUnknown, @Nullable Throwable cause) {
        super(message, cause);
        this.retryAfter = retryAfter;
        this.outcomeUnknown = outcomeUnknown;
    }

    /// When another try is worth its while.
    public Duration retryAfter() {
        return retryAfter;
    }

    /// Whether the event may still turn up after a restart.
    public boolean outcomeUnknown() {
        return outcomeUnknown;
    }
}
