package io.chirograph.event;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of an `ai.call.refused` event: the gateway said no before anything was sent to a provider.
///
/// @param policy what policy decided; null where another said no
public record CallRefused(
        UUID callId,
        Actor actor,
        @Nullable String provider,
        RefusalReason refusal,
        Http http,
        Trace trace,
        @Nullable PolicyFacts policy,
        ClientAddress client)
        implements RefusalFact {
    @Override
    public EventType type() {
        return EventType.CALL_REFUSED;
    }

    @Override
    public void writeTo(Fields data) {
        data.id("callId", callId).word("provider", provider).object("actor", actor);
        refusal.writeTo(data);
        client.writeTo(data);
        data.object("http", http).object("trace", trace).object("policy", policy);
    }
}
