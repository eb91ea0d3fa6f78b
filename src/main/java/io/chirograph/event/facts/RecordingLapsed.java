package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.time.Instant;

/// The facts of a `recording.lapsed` event: for a while nothing could be recorded, and every call was refused.
/// @param from when the first refusal that could not be recorded happened
@Fact.Of(EventType.RECORDING_LAPSED)
public record RecordingLapsed(Instant from, Instant to, long refused) implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.time("from", from).time("to", to).number("refused", refused);
    }
}
