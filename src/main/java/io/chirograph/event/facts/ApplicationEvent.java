package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.KeptContent;
import io.chirograph.event.value.Operator;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.Trace;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an event that an application records.
/// @param id UUIDv7, of the event and of its content
/// @param type the type, or [EventType#APPLICATION] for one that a configuration declares
/// @param typeName the CloudEvents `type`
/// @param declared digest of the schema that a configuration declares for it; null for any other type
/// @param operator whom the application names; null where it names nobody
/// @param occurredAt when it happened, as the application says; null where it does not
/// @param calls ids of the calls that it is about
/// @param said the members that are no content, and the digests of those that are
/// @param kept what is kept of its content beside it; null where policy keeps nothing
/// @param idempotencyKey digest of the key that it was sent with; null for none
public record ApplicationEvent(
        UUID id,
        EventType type,
        String typeName,
        @Nullable Digest declared,
        Actor actor,
        RecordedAddress client,
        @Nullable Operator operator,
        @Nullable Instant occurredAt,
        List<String> calls,
        SortedMap<String, Object> said,
        @Nullable KeptContent kept,
        @Nullable Digest idempotencyKey,
        SortedMap<String, Object> metadata,
        Trace trace,
        PolicyFacts policy)
        implements Fact {
    private static final int MOST_CALLS = 128;

    public ApplicationEvent {
        calls = List.copyOf(calls);
    }

    @Override
    public UUID eventId() {
        return id;
    }

    /// Its own id: content is found by it as that of a call is by the call's.
    @Override
    public UUID callId() {
        return id;
    }

    @Override
    public void writeTo(Fields data) {
        data.object("actor", actor);
        client.writeTo(data);
        data.digest("declared", declared)
                .object("operator", operator)
                .time("occurredAt", occurredAt)
                .word("dataClass", policy.dataClass())
                .object("related", related -> related.texts("calls", calls, MOST_CALLS, Fields.WORD))
                .exact("said", said)
                .object("kept", kept)
                .digest("idempotencyKey", idempotencyKey)
                .scalars("metadata", metadata, 1024)
                .object("trace", trace)
                .object("policy", policy);
    }
}
