package io.chirograph.gateway;

import io.chirograph.event.UuidV7;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
import io.chirograph.event.value.Trace;
import io.chirograph.gateway.call.ErrorResponses;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.known.Dialects;
import io.chirograph.gateway.refusal.EarlyRefusals;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.gateway.upstream.Providers;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ErrorCode;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Refuses requests before they are parsed, like every refusal: call id, dialect, count, event. Recorded at
/// the rate of unauthenticated callers.
record UnreadRequests(Providers providers, Recorder recorder, GatewayMetrics metrics, UuidV7 ids)
        implements EarlyRefusals {
    static final Actor NOBODY = new Actor(new TreeMap<>(), new TreeMap<>());

    @Override
    public boolean isReserved(String firstSegment) {
        return GatewayProperties.RESERVED.contains(firstSegment);
    }

    @Override
    public byte[] response(Refusal refusal, String firstSegment, String peer) {
        Provider provider = providers.find(firstSegment);
        UUID id = refused(refusal.code(), refusal.reason(), provider == null ? null : provider.name(), peer);
        Dialect dialect = provider == null ? Dialects.byName("openai") : provider.dialect();
        byte[] body = dialect.error(ErrorResponses.facts(refusal, id));
        return EarlyRefusals.bytes(refusal, "Chirograph-Call-Id: " + id + "\r\n", "application/json", body);
    }

    /// Counts and records a refusal of which nothing else is known. Answers the call's id.
    UUID refused(ErrorCode code, RefusalReason reason, @Nullable String provider, String peer) {
        UUID id = ids.next();
        metrics.refused(code);
        recorder.refusedUnauthenticated(
                new CallRefused(
                        id,
                        NOBODY,
                        provider,
                        reason,
                        Http.UNKNOWN,
                        Trace.NONE,
                        null,
                        new RecordedAddress(peer, null),
                        null),
                false);
        return id;
    }
}
