package io.chirograph.evidence;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.event.MalformedEventException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What of an event the verifier needs to judge the trail.
///
/// @param call the call's id of an event about one call
/// @param outcome of a completed call
/// @param heartbeatMillis when the log promises the next event at the latest
/// @param steppedBackMillis how far the clock went back
/// @param succeeds what a log's first event says of the log before it
/// @param retentionDays how long the archive keeps objects, as a check of it says
record EventFacts(
        String type,
        Instant time,
        @Nullable String call,
        @Nullable String outcome,
        @Nullable Long heartbeatMillis,
        @Nullable Long steppedBackMillis,
        @Nullable SuccessionFacts succeeds,
        @Nullable Long retentionDays) {
    static EventFacts of(EventView event) {
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
    static EventFacts read(byte[] entry, String origin) throws DamagedEventException {
        EventView event;
        try {
            event = EventView.read(entry);
        } catch (MalformedEventException e) {
            throw new DamagedEventException(FindingKind.EVENT_MALFORMED, "an event", String.valueOf(e.getMessage()));
        }
        if (!EventView.isCanonical(entry)) {
            throw new DamagedEventException(FindingKind.EVENT_NOT_CANONICAL, "RFC 8785", "another form");
        }
        if (!event.source().equals("//" + origin)) {
            throw new DamagedEventException(FindingKind.EVENT_FOREIGN, "//" + origin, event.source());
        }
        return of(event);
    }

    private static @Nullable Long number(EventView event, String name) {
        JsonNode value = event.data().get(name);
        return value != null && value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : null;
    }

    /// An entry is not an event of this log.
    static final class DamagedEventException extends Exception {
        private final FindingKind kind;
        private final String expected;
        private final String found;

        DamagedEventException(FindingKind kind, String expected, String found) {
            super(found);
            this.kind = kind;
            this.expected = expected;
            this.found = found;
        }

        Finding at(String log, String object, long position) {
            return new Finding(kind, log, object, position, expected, found);
        }
    }
}
