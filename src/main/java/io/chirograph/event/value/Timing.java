package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import org.jspecify.annotations.Nullable;

/// How long a call took.
/// @param toFirstByteMillis from sending to the first byte of the response; null when none arrived
/// @param durationMillis from the call's arrival to its last event; null when unknown
public record Timing(
        @Nullable Long toFirstByteMillis, @Nullable Long durationMillis) implements Fields.Part {
    public static final Timing UNKNOWN = new Timing(null, null);

    @Override
    public void writeTo(Fields data) {
        data.number("timeToFirstByteMillis", toFirstByteMillis).number("durationMillis", durationMillis);
    }
}
