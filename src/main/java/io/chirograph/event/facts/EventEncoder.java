package io.chirograph.event.facts;

import io.chirograph.event.Event;
import io.chirograph.event.UuidV7;
import io.chirograph.event.encoding.CanonicalJson;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.encoding.Times;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/// Turns facts into events: the one place where an event's bytes are made.
///
/// Safe for many threads. Encoding never fails for what the facts hold and never exceeds
/// [#MAX_BYTES]: what does not fit is cut, left out or rewritten, and the event says where under `truncated`,
/// `omitted` and `normalised`. Absent facts are absent fields.
public final class EventEncoder {
    /// No event is larger than this.
    public static final int MAX_BYTES = 60_000;

    private static final int[] SCALES = {1, 4, 16, 64};
    private static final int MAX_ORIGIN = 255;

    private final String source;
    private final Clock clock;
    private final UuidV7 ids;

    /// @param origin the log's origin, a schema-less URL such as `example.com/chirograph/gw-1`
    public EventEncoder(String origin, Clock clock) {
        if (origin.isBlank() || origin.length() > MAX_ORIGIN || !origin.matches("[!-~]+")) {
            throw new IllegalArgumentException("origin must be 1 to 255 visible ASCII characters: '" + origin + "'");
        }
        this.source = "//" + origin;
        this.clock = clock;
        this.ids = new UuidV7(clock);
    }

    public Event encode(Fact fact) {
        UUID given = fact.eventId();
        UUID id = given == null ? ids.next() : given;
        Instant time = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        for (int scale : SCALES) {
            Fields data = Fields.data(scale);
            fact.writeTo(data);
            byte[] canonical = CanonicalJson.encode(envelope(fact, id, time, data));
            if (canonical.length <= MAX_BYTES) {
                return new Event(id, fact.type(), time, canonical);
            }
        }
        throw new IllegalStateException("limits of " + fact.type().wire() + " allow more than " + MAX_BYTES + " bytes");
    }

    private SortedMap<String, Object> envelope(Fact fact, UUID id, Instant time, Fields data) {
        SortedMap<String, Object> envelope = new TreeMap<>();
        envelope.put("data", data.finish());
        envelope.put("datacontenttype", "application/json");
        envelope.put("dataschema", fact.type().schema());
        envelope.put("id", id.toString());
        envelope.put("source", source);
        envelope.put("specversion", "1.0");
        UUID subject = fact.callId();
        if (subject != null) {
            envelope.put("subject", subject.toString());
        }
        envelope.put("time", Times.rfc3339(time));
        envelope.put("type", fact.typeName());
        return envelope;
    }
}
