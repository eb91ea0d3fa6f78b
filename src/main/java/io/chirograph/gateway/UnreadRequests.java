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

/// Answers requests that are refused before they are parsed as every refusal is answered: with a call id, in the
/// dialect of the provider that the path names, counted, and recorded at the rate of callers that nobody
/// authenticated.
final class UnreadRequests implements EarlyRefusals {
    static final Actor NOBODY = new Actor(new TreeMap<>(), new TreeMap<>());

    private final Providers providers;
    private final Recorder recorder;
    private final GatewayMetrics metrics;
    private final UuidV7 ids;

    UnreadRequests(Providers providers, Recorder recorder, GatewayMetrics metrics, UuidV7 ids) {
        this.providers = providers;
        this.recorder = recorder;
        this.metrics = metrics;
        this.ids = ids;
    }

    @Override
    public boolean isReserved(String firstSegment) {
        return GatewayProperties.RESERVED.contains(firstSegment);
    }

    @Override
    public byte[] answer(Refusal refusal, String firstSegment, String peer) {
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
                        id, NOBODY, provider, reason, Http.UNKNOWN, Trace.NONE, null, new RecordedAddress(peer, null)),
                false);
        return id;
    }
}
