package io.chirograph.verifier.scan;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What of an event the verifier needs to judge the trail.
/// @param call the call's id of an event about one call
/// @param heartbeatMillis when the log promises the next event at the latest
/// @param steppedBackMillis how far the clock went back
/// @param succeeds what a log's first event says of the log before it
/// @param retentionDays how long the archive keeps objects, as a check of it says
public record EventFacts(
        String type,
        Instant time,
        @Nullable String call,
        @Nullable String outcome,
        @Nullable Long heartbeatMillis,
        @Nullable Long steppedBackMillis,
        @Nullable SuccessionFacts succeeds,
        @Nullable Long retentionDays) {
    public static EventFacts of(EventView event) {
        JsonNode outcome = event.data().get("outcome");
        return new EventFacts(
                event.type(),
                event.time(),
                event.subject(),
                outcome == null || !outcome.isString() ? null : outcome.stringValue(),
                number(event, "heartbeatMillis"),
                number(event, "clockSteppedBackMillis"),
                SuccessionFacts.of(event),
                event.type().equals(EventType.ARCHIVE_CHECKED.wire()) ? number(event, "retentionDays") : null);
    }

    /// Reads an entry, or says what is wrong with it.
    static EventFacts read(byte[] entry, String origin) throws ForeignEntryException {
        return of(ForeignEntryException.requireEvent(entry, origin));
    }

    private static @Nullable Long number(EventView event, String name) {
        JsonNode value = event.data().get(name);
        return value != null && value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : null;
    }
}
