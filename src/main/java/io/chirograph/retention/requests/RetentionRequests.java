package io.chirograph.retention.requests;

import io.chirograph.recording.RecordingUnavailable;
import java.io.IOException;
import java.util.List;

/// Where the requests of retention managers go. Safe for many threads.
public interface RetentionRequests {
    /// Takes a request. On return it is recorded, and durable; what is to be done at the store may still be to come.
    /// @param operator who asks, as a token proves
    /// @param token that token
    /// @throws RecordingUnavailable nothing was recorded, or, where its outcome is unknown, a restart will tell
    /// @throws IllegalArgumentException it is none that can be taken here
    /// @throws IOException it is recorded and not remembered, or the one who records did not take it
    RetentionRequest make(RetentionRequest request, String operator, String token)
            throws IOException, RecordingUnavailable;

    /// All that are known, oldest first.
    List<RetentionRequest> known();

    /// Changes on the objects that no request explains.
    long unmatched();

    /// Some of these.
    default List<UnexplainedChange> unexplained() {
        return List.of();
    }
}
