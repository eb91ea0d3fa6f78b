package io.chirograph.spring.gateway;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What came of a request.
public sealed interface Outcome {

    /// All of its events are durable.
    /// @param events in the request's order
    record Recorded(List<RecordedEvent> events) implements Outcome {
        public Recorded {
            events = List.copyOf(events);
        }
    }

    /// None of its events is recorded, and the same request gets the same answer until something is changed.
    /// @param code of the problem; null where the answer is none of the gateway's
    /// @param field of the problem
    /// @param isAboutEvents the events are to blame; else the key, the configuration, or what is between
    record Refused(
            int status, @Nullable String code, @Nullable String field, String detail, boolean isAboutEvents)
            implements Outcome {
        @Override
        public String toString() {
            return status + (code == null ? "" : " " + code) + (detail.isEmpty() ? "" : ": " + detail);
        }
    }

    /// Repeat it later, with the same key.
    /// @param mayBeRecorded nobody can say whether its events are recorded; false where they are not
    /// @param retryAfter as the gateway says; null where it does not
    record Unavailable(
            String why, boolean mayBeRecorded, @Nullable Duration retryAfter) implements Outcome {}
}
