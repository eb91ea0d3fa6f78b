package io.chirograph.recording;

import io.chirograph.event.facts.Fact;
import java.util.UUID;

/// Makes the events of facts durable.
@FunctionalInterface
public interface FactSink {
    /// Blocks until the event of `fact` is durable.
    /// @return the event's id
    /// @throws RecordingUnavailable it is not; what the fact says must not happen
    UUID record(Fact fact) throws RecordingUnavailable;
}
