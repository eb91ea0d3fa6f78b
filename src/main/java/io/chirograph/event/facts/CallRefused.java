package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.event.value.Trace;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.refused` event: the gateway said no before anything was sent to a provider.
/// @param policy what policy decided; null where another said no
/// @param socket the call that opened the socket that this is a turn of; null for none
@Fact.Of(EventType.CALL_REFUSED)
public record CallRefused(
        UUID callId,
        Actor actor,
        @Nullable String provider,
        RefusalReason refusal,
        Http http,
        Trace trace,
        @Nullable PolicyFacts policy,
        RecordedAddress client,
        @Nullable UUID socket)
        implements RefusalFact {
    @Override
    public void writeTo(Fields data) {
        data.id("callId", callId)
                .id("socket", socket)
                .word("provider", provider)
                .object("actor", actor);
        refusal.writeTo(data);
        client.writeTo(data);
        data.object("http", http).object("trace", trace).object("policy", policy);
    }
}
