package io.chirograph.gateway.socket;

import io.chirograph.event.facts.CallAttempted;
import io.chirograph.event.facts.CallCompleted;
import io.chirograph.event.value.Body;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.ResponseEnd;
import io.chirograph.event.value.Timing;
import io.chirograph.event.value.Usage;
import io.chirograph.gateway.attempts.Failure;
import io.chirograph.gateway.attempts.Way;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.ErrorResponses;
import io.chirograph.gateway.call.SentSecrets;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.live.LiveDialect;
import io.chirograph.gateway.dialect.live.Sockets;
import io.chirograph.gateway.exchange.OpenExchange;
import io.chirograph.gateway.http.Duplex;
import io.chirograph.gateway.http.HeaderRules;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.gateway.upstream.UpstreamException;
import io.chirograph.gateway.upstream.UpstreamRequest;
import io.chirograph.gateway.upstream.UpstreamResponse;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.support.digest.Sha256;
import io.chirograph.switches.ActiveSwitch;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One socket on its way: asks the provider, switches protocols, relays, records the end.
/// Its *started* event is durable before this runs; the client learns of the end only when the *completed* event is.
public final class SocketExchange implements OpenExchange {
    private static final Logger log = LoggerFactory.getLogger(SocketExchange.class);
    private static final int SWITCHED = 101;

    /// Bytes of an answer that is no socket; a longer one is cut.
    private static final int MOST_REFUSAL = 1 << 20;

    /// Refusals that say nothing of the socket itself.
    private static final Set<ErrorCode> PASSING =
            Set.of(ErrorCode.ISSUER_UNAVAILABLE, ErrorCode.OVERLOADED, ErrorCode.STATE_UNAVAILABLE);

    private final Way way;
    private final Call call;
    private final RequestFacts facts;
    private final Handshake handshake;
    private final String clientKey;
    private final ClientConnection client;
    private final Recorder recorder;
    private final TurnCalls turns;
    private final Runnable standing;
    private final SocketProperties bounds;
    private final Duration stall;
    private final LiveDialect dialect;
    private final long begun = System.nanoTime();
    private final AtomicReference<@Nullable SocketEnd> ending = new AtomicReference<>();
    private final AtomicReference<@Nullable SocketRelay> relay = new AtomicReference<>();
    private volatile long checked = System.nanoTime();
    private @Nullable Runnable cancel;

    /// @param facts what the opening says
    /// @param clientKey what the client wants to see read
    /// @param stall how long the client may take no byte
    /// @param standing judges the opening again; throws a refusal where it would not be let in now
    public SocketExchange(
            Way way,
            RequestFacts facts,
            Handshake handshake,
            String clientKey,
            ClientConnection client,
            Recorder recorder,
            TurnCalls turns,
            Runnable standing,
            SocketProperties bounds,
            Duration stall) {
        this.way = way;
        this.call = way.now().call();
        this.facts = facts;
        this.handshake = handshake;
        this.clientKey = clientKey;
        this.client = client;
        this.recorder = recorder;
        this.turns = turns;
        this.standing = standing;
        this.bounds = bounds;
        this.stall = stall;
        this.dialect = Sockets.dialect(call.operation(), facts.model());
    }

    /// Runs to the socket's end, and answers how it ended. Whatever happens, the call is recorded as ended.
    public Outcome run() throws IOException {
        UpstreamResponse response;
        try {
            response = call.provider()
                    .upstream()
                    .send(new UpstreamRequest(
                            call.request().method(),
                            way.now().target().path(),
                            way.now().target().query(),
                            call.forwarded(),
                            null,
                            call.route().firstByteTimeout(),
                            call.route().idleTimeout(),
                            this::cancelWith));
        } catch (UpstreamException e) {
            way.tried(Failure.of(e), false);
            return unanswered(e);
        }
        way.tried(Failure.of(response), true);
        try (response) {
            if (response.status() != SWITCHED) {
                return refused(response);
            }
            Duplex provider = response.duplex();
            if (provider == null || !handshake.isMet(response)) {
                return unanswered(new UpstreamException(
                        ErrorCode.MALFORMED_ANSWER,
                        call.provider().name() + " did not open the WebSocket as RFC 6455 says",
                        null,
                        CallAttempted.Before.WHOLE));
            }
            return relay(response, provider);
        }
    }

    private Outcome relay(UpstreamResponse response, Duplex provider) throws IOException {
        var head = new Headers();
        head.add("Upgrade", "websocket");
        head.add("Connection", "Upgrade");
        head.add("Sec-WebSocket-Accept", Handshake.accept(clientKey));
        String protocol = Handshake.protocol(response);
        if (protocol != null) {
            head.add("Sec-WebSocket-Protocol", protocol);
        }
        returned(response, head);
        var run = new SocketRelay(client.switchTo(SWITCHED, head), provider, dialect, turns, bounds, client.memory());
        relay.set(run);
        SocketEnd before = ending.get();
        if (before != null) {
            run.end(before);
        }
        SocketEnd end = run.run();
        var secrets = new SentSecrets(call.forwarded(), call.request().target().query());
        Body body = run.received() == 0
                ? null
                : new Body(call.kept().digest(ContentPart.RESPONSE, run.digest()), null, null, List.of(), null);
        // The commit point: the client is told of the end after this alone.
        if (complete(end.outcome(), end.reason(), response, secrets, body, run.released())) {
            run.farewell();
            client.closeNow();
        } else {
            run.leave();
            client.reset();
        }
        return end.outcome();
    }

    private static void returned(UpstreamResponse response, Headers head) {
        Headers from = response.headers();
        for (int i = 0; i < from.size(); i++) {
            if (HeaderRules.returns(from.name(i)) && !Handshake.isHopHeader(from.name(i))) {
                head.add(from.name(i), from.value(i));
            }
        }
    }

    /// An answer that is no socket goes back as it is, up to a bound.
    private Outcome refused(UpstreamResponse response) throws IOException {
        var body = new ByteArrayOutputStream();
        byte[] buffer = new byte[8 * 1024];
        try {
            for (int n = response.read(buffer); n >= 0 && body.size() < MOST_REFUSAL; n = response.read(buffer)) {
                body.write(buffer, 0, n);
            }
        } catch (IOException e) {
            log.debug("an answer that opens no WebSocket broke off", e);
        }
        byte[] bytes = body.toByteArray();
        var secrets = new SentSecrets(call.forwarded(), call.request().target().query());
        var sum = Sha256.create();
        sum.update(bytes);
        Body recorded = new Body(
                call.kept().digest(ContentPart.RESPONSE, ReceivedBody.digest(sum, bytes.length)),
                secrets.hide(response.headers().first("content-type")),
                secrets.hide(response.headers().first("content-encoding")),
                List.of(),
                null);
        if (!complete(Outcome.PROVIDER_ERROR, "http-status", response, secrets, recorded, 0L)) {
            client.reset();
            return Outcome.INTERRUPTED;
        }
        var head = new Headers();
        returned(response, head);
        for (int i = 0; i < head.size(); i++) {
            client.addHeader(head.name(i), head.value(i));
        }
        client.response().setStatus(response.status() < 300 ? 502 : response.status());
        client.completeHead();
        client.setLength(bytes.length);
        client.response().getOutputStream().write(bytes);
        client.response().flushBuffer();
        return Outcome.PROVIDER_ERROR;
    }

    private Outcome unanswered(UpstreamException e) throws IOException {
        SocketEnd why = ending.get();
        Outcome outcome = why != null ? why.outcome() : e.isSlow() ? Outcome.TIMEOUT : Outcome.PROVIDER_ERROR;
        String reason = why != null ? why.reason() : e.code().code();
        var secrets = new SentSecrets(call.forwarded(), call.request().target().query());
        log.warn("provider {} opened no WebSocket: {}", call.provider().name(), secrets.hide(e.getMessage()));
        if (complete(outcome, reason, null, secrets, null, null)) {
            ErrorResponses.unanswered(call, client, e);
        } else {
            client.reset();
        }
        return outcome;
    }

    private boolean complete(
            Outcome outcome,
            @Nullable String reason,
            @Nullable UpstreamResponse response,
            SentSecrets secrets,
            @Nullable Body body,
            @Nullable Long released) {
        String requestId = response == null
                ? null
                : secrets.hide(Objects.requireNonNullElse(
                        response.headers().first("x-request-id"),
                        Objects.requireNonNullElse(response.headers().first("apim-request-id"), "")));
        var said = new ModelResponse(
                null, null, requestId == null || requestId.isEmpty() ? null : requestId, List.of(), Usage.NONE);
        try {
            recorder.record(new CallCompleted(
                    call.id(),
                    outcome,
                    reason,
                    response == null ? null : response.status(),
                    said,
                    body,
                    null,
                    response == null
                            ? ResponseEnd.NONE
                            : new ResponseEnd(response.status() == SWITCHED, null, null, null, null),
                    null,
                    1,
                    way.served(),
                    null,
                    released,
                    new Timing(null, (System.nanoTime() - call.request().arrived()) / 1_000_000)));
            return true;
        } catch (RecordingUnavailable e) {
            log.error("the end of a socket could not be recorded: {}", e.getMessage());
            return false;
        }
    }

    private synchronized void cancelWith(Runnable action) {
        cancel = action;
        if (ending.get() != null) {
            action.run();
        }
    }

    private void end(SocketEnd why) {
        if (!ending.compareAndSet(null, why)) {
            return;
        }
        SocketRelay open = relay.get();
        if (open != null) {
            open.end(why);
            return;
        }
        synchronized (this) {
            if (cancel != null) {
                cancel.run();
            }
        }
    }

    @Override
    public Duration age() {
        SocketRelay open = relay.get();
        return open != null && open.openTurns() == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - begun);
    }

    /// Ends a socket over which nothing comes, and one that would not be let in now.
    @Override
    public void look(long silentNanos) {
        SocketRelay open = relay.get();
        if (open == null) {
            return;
        }
        open.checkStall(stall);
        if (open.silence().compareTo(bounds.idleTimeout()) > 0) {
            end(SocketEnd.idle());
            return;
        }
        long now = System.nanoTime();
        if (now - checked < bounds.recheck().toNanos()) {
            return;
        }
        checked = now;
        try {
            standing.run();
        } catch (Refusal refusal) {
            if (!PASSING.contains(refusal.code())) {
                end(SocketEnd.refused(refusal.code().code(), false));
            }
        }
    }

    @Override
    public void interrupt() {
        end(SocketEnd.shutdown());
    }

    @Override
    public void drain() {
        SocketRelay open = relay.get();
        if (open == null) {
            end(SocketEnd.shutdown());
        } else {
            open.drain();
        }
    }

    @Override
    public boolean isStoppedBy(ActiveSwitch thrown) {
        List<String> models = new ArrayList<>(call.models(facts));
        SocketRelay open = relay.get();
        if (open != null) {
            models.addAll(open.models());
        }
        return thrown.stops(call.provider().name(), call.verified("tenant"), call.verified("keyId"), models);
    }

    @Override
    public void switchOff() {
        end(SocketEnd.switchedOff());
    }
}
