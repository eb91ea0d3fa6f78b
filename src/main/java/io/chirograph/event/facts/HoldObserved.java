package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of a `hold.placed` or `hold.released` event: what the store says of objects has changed.
/// @param placed whether they are held now, and were not; or the other way round
/// @param objects how many versions of objects
/// @param keys the first of them
/// @param matter of the request that explains it; null when none does
/// @param request the id of that request's event
public record HoldObserved(
        boolean placed,
        String archive,
        long objects,
        List<String> keys,
        @Nullable String matter,
        @Nullable UUID request)
        implements Fact {
    @Override
    public EventType type() {
        return placed ? EventType.HOLD_PLACED : EventType.HOLD_RELEASED;
    }

    @Override
    public void writeTo(Fields data) {
        data.text("archive", archive, 256)
                .number("objects", objects)
                .texts("keys", keys, 20, 1024)
                .text("matter", matter, 256)
                .id("request", request)
                .flag("matched", request != null);
    }
}
