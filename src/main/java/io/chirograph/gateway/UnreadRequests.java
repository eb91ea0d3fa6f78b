package io.chirograph.gateway;

import io.chirograph.event.Actor;
import io.chirograph.event.CallRefused;
import io.chirograph.event.ClientAddress;
import io.chirograph.event.Http;
import io.chirograph.event.RefusalReason;
import io.chirograph.event.Trace;
import io.chirograph.event.UuidV7;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.Dialects;
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
        byte[] body = dialect.error(ErrorAnswers.facts(refusal, id));
        return EarlyRefusals.bytes(refusal, "Chirograph-Call-Id: " + id + "\r\n", "application/json", body);
    }

    /// Counts and records a refusal of which nothing else is known. Answers the call's id.
    UUID refused(ErrorCode code, RefusalReason reason, @Nullable String provider, String peer) {
        UUID id = ids.next();
        metrics.refused(code);
        recorder.refusedUnauthenticated(
                new CallRefused(
                        id, NOBODY, provider, reason, Http.UNKNOWN, Trace.NONE, null, new ClientAddress(peer, null)),
                false);
        return id;
    }
}
