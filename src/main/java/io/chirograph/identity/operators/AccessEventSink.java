package io.chirograph.identity.operators;

import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.recording.RecordingUnavailable;

/// Where it is recorded who entered and who was turned away. Safe for many threads.
public interface AccessEventSink {
    /// Records that a door opens. It may open only when this has returned.
    void granted(AccessAuthenticated facts) throws RecordingUnavailable;

    /// Records or counts that a door stays shut; never waits and never fails.
    /// @param first whether no event of late says the same of the same known principal
    void refused(AccessAuthenticated facts, boolean first);
}
