package io.chirograph.gateway;

import io.chirograph.event.UuidV7;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.Outcome;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.Trace;
import io.chirograph.gateway.attempts.Way;
import io.chirograph.gateway.attempts.Ways;
import io.chirograph.gateway.batches.BatchCall;
import io.chirograph.gateway.batches.Batches;
import io.chirograph.gateway.cache.CachedCall;
import io.chirograph.gateway.cache.ResponseCache;
import io.chirograph.gateway.call.Admission;
import io.chirograph.gateway.call.Authenticator;
import io.chirograph.gateway.call.BodyReceiver;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.Caller;
import io.chirograph.gateway.call.ErrorResponses;
import io.chirograph.gateway.call.InboundRequest;
import io.chirograph.gateway.call.McpHeaders;
import io.chirograph.gateway.call.OutboundRequest;
import io.chirograph.gateway.call.StrayKeys;
import io.chirograph.gateway.call.Targets;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.coding.DecodersBusy;
import io.chirograph.gateway.dialect.live.Sockets;
import io.chirograph.gateway.exchange.Exchange;
import io.chirograph.gateway.exchange.KillSwitch;
import io.chirograph.gateway.exchange.OpenExchanges;
import io.chirograph.gateway.exchange.WaitClock;
import io.chirograph.gateway.http.ExternalUrl;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.http.UploadTicket;
import io.chirograph.gateway.limiting.CallLimits;
import io.chirograph.gateway.offers.OfferWatch;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.gateway.socket.SocketKeys;
import io.chirograph.gateway.tenancy.TenantIsolation;
import io.chirograph.gateway.tenancy.UploadTickets;
import io.chirograph.limits.Reservation;
import io.chirograph.limits.Standing;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.receipts.Receipts;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.clientaddress.ClientAddress;
import io.chirograph.web.clientaddress.TrustedProxies;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Takes a model call from its first byte to its last: admits it, receives it whole, records it, exchanges it.
record CallHandler(
        TrustedProxies proxies,
        Authenticator authenticator,
        Admission admission,
        BodyReceiver receiver,
        Recorder recorder,
        Receipts receipts,
        CallContents contents,
        OpenExchanges open,
        KillSwitch killSwitch,
        CallLimits limits,
        TenantIsolation tenancy,
        OfferWatch offers,
        Batches batches,
        ResponseCache cache,
        ExternalUrl external,
        CallStarts starts,
        SocketCalls sockets,
        CallCosts costs,
        Ways ways,
        Clock clocks,
        GatewayMetrics metrics,
        UuidV7 ids) {
    private static final Logger log = LoggerFactory.getLogger(CallHandler.class);

    void handle(HttpServletRequest request) throws IOException {
        long arrived = System.nanoTime();
        UUID id = ids.next();
        ClientConnection client = ClientConnection.of(request);
        Headers headers = client.headers();
        client.addHeader("Chirograph-Call-Id", id.toString());
        if (headers.hasPrefix("cf-aig-")) {
            client.addHeader("cf-aig-log-id", id.toString());
        }
        MDC.put("callId", id.toString());
        try {
            UploadTicket.Split query = UploadTicket.split(request.getQueryString());
            Target target = Target.of(request.getRequestURI(), query.query());
            ClientAddress source = proxies.source(request.getRemoteAddr(), headers);
            long length = request.getContentLengthLong();
            serve(
                    SocketKeys.inHeaders(new InboundRequest(
                            id, arrived, request.getMethod(), target, query.ticket(), headers, length, source)),
                    client);
        } finally {
            MDC.remove("callId");
        }
    }

    private void serve(InboundRequest received, ClientConnection client) throws IOException {
        Caller caller = null;
        InboundRequest request = received;
        try {
            if (UploadTickets.isAlone(request)) {
                UploadTickets.Redeemed redeemed = tenancy.tickets().redeem(request, authenticator);
                request = redeemed.request();
                caller = redeemed.caller();
                client.authenticated();
            } else {
                caller = caller(request);
                client.authenticated();
                tenancy.tickets().check(request, caller);
                caller = authenticator.endUser(caller, request.headers());
            }
            Call admitted = admission.admit(request, caller);
            if (Sockets.isOne(admitted.operation())) {
                sockets.open(admitted, client);
            } else {
                exchange(admitted, caller, client);
            }
        } catch (Refusal refusal) {
            refuse(request, client, caller, refusal);
        } catch (DecodersBusy e) {
            refuse(request, client, caller, Refusal.overloaded());
        } catch (RuntimeException e) {
            log.error("a request failed inside the gateway", e);
            if (client.response().isCommitted()) {
                throw e;
            }
            var fault = new Refusal(ErrorCode.INTERNAL_ERROR, "The gateway failed; nothing was sent on.");
            refuse(request, client, caller, fault);
        }
    }

    /// Who calls. What no credential could cure is told before a missing or unknown one is.
    private Caller caller(InboundRequest request) {
        try {
            return authenticator.caller(request.headers(), request.source());
        } catch (Refusal refusal) {
            if (refusal.actor() == null) {
                admission.routing().provider(request.target(), request.method(), request.headers());
            }
            throw refusal;
        }
    }

    private void exchange(Call admitted, Caller caller, ClientConnection client) throws IOException {
        var clock = new WaitClock();
        ContentTerms terms = admitted.decision().terms();
        try {
            killSwitch.check(admitted);
            tenancy.check(admitted);
        } catch (Refusal refusal) {
            throw refusal.with(terms);
        }
        try (ReceivedBody body = admitted.request().hasBody() ? receive(admitted, client, clock) : null) {
            RequestFacts read = reading(() -> admitted.read(body));
            StrayKeys.check(read);
            McpHeaders.check(admitted, read);
            Call allowed = Admission.decide(admitted, read);
            terms = allowed.decision().terms();
            if (allowed.operation().kind() == Operation.Kind.BATCHES) {
                tenancy.check(allowed, read, body);
            }
            BatchCall batch =
                    reading(() -> batches.of(allowed, read, caller.facts(), body, client.memory(), (line, said) -> {
                        StrayKeys.check(said);
                        killSwitch.check(line, said);
                        tenancy.check(line, said, null);
                    }));
            RequestFacts facts = batch.facts(read);
            Call decided = batch.call();
            terms = decided.decision().terms();
            Targets judged = Targets.of(decided, facts, admission.routing().providers(), clocks.instant(), target -> {
                killSwitch.check(target, facts);
                tenancy.check(target);
                tenancy.check(target, facts, body);
            });
            terms = judged.first().decision().terms();
            Call kept = judged.first().with(contents.of(judged.first(), client.memory()));
            Targets targets = judged.keptAs(reading(() -> CallContents.refuseFindings(kept, body)));
            try (Way way = reading(() -> ways.of(targets.calls(), facts, body, call -> objection(call, facts)))) {
                OutboundRequest out = way.now();
                Call call = out.call();
                killSwitch.check(call, facts);
                tenancy.check(call, facts, body);
                CachedCall cached = cache.of(out, facts, client.memory(), client::addHeader);
                try (Reservation held = limits.reserve(call, targets.calls(), facts, body)) {
                    // The commit point: nothing leaves for the provider before this returns.
                    Recorded started = starts.record(
                            new CallStarts.Start(call, facts, body, out.changed(), held, null),
                            fact -> batch.begins(call, fact));
                    held.begun(call.id());
                    client.addLateHeader(
                            Receipts.HEADER, receipts.promise(call.id(), CallStarts.digest(body), started));
                    Standing.headers(held.standings(), client::addHeader);
                    Outcome outcome = run(way, cached, facts, client, clock, held, batch);
                    metrics.call(
                            way.now().call(),
                            outcome,
                            System.nanoTime() - call.request().arrived() - clock.nanos());
                }
            }
        } catch (Refusal refusal) {
            throw refusal.terms() == null ? refusal.with(terms) : refusal;
        }
    }

    /// The code of what stops a further attempt; null for nothing.
    private @Nullable String objection(Call target, RequestFacts facts) {
        try {
            killSwitch.check(target, facts);
            return null;
        } catch (Refusal refusal) {
            return refusal.code().code();
        }
    }

    /// A step that reads the received body again.
    @FunctionalInterface
    private interface Reading<T> {
        T result() throws IOException;
    }

    /// Nothing leaves where such a step fails, and the refusal is an event.
    private static <T> T reading(Reading<T> step) {
        try {
            return step.result();
        } catch (IOException | UncheckedIOException e) {
            log.error("a call is refused because its received body cannot be read", e);
            throw new Refusal(
                    ErrorCode.SPOOL_UNAVAILABLE, "The gateway cannot read the received body now; nothing was sent on.");
        }
    }

    private ReceivedBody receive(Call call, ClientConnection client, WaitClock clock) throws IOException {
        long before = System.nanoTime();
        try {
            return receiver.receive(
                    client.body(), call.request().length(), admission.limit(call.operation()), client.memory());
        } catch (IOException e) {
            client.reclaim();
            log.debug("the request body could not be received", e);
            throw BodyReceiver.refusal(e);
        } finally {
            clock.since(before);
        }
    }

    /// Behind the cache, where there is one for the call.
    private Outcome run(
            Way way,
            @Nullable CachedCall cached,
            RequestFacts facts,
            ClientConnection client,
            WaitClock clock,
            Reservation held,
            BatchCall batch)
            throws IOException {
        if (cached == null) {
            return run(way, facts, client, clock, held, batch);
        }
        way.through(cached);
        boolean isOk = false;
        try {
            Outcome outcome = run(way, facts, client, clock, held, batch);
            isOk = outcome == Outcome.OK && way.isThrough(cached);
            return outcome;
        } finally {
            cached.ended(isOk);
        }
    }

    private Outcome run(
            Way way, RequestFacts facts, ClientConnection client, WaitClock clock, Reservation held, BatchCall batch)
            throws IOException {
        var exchange = new Exchange(
                way,
                facts,
                client,
                held.settling(recorder),
                tenancy,
                (call, lists) -> offers.see(call, facts, lists),
                batch,
                external,
                clock,
                (call, said, status, outcome, streamed) ->
                        costs.of(call, call.models(facts), said, status, outcome, streamed));
        open.enter(exchange);
        try (batch) {
            killSwitch.check(exchange);
            return exchange.run();
        } finally {
            open.leave(exchange);
            metrics.answered(way.now().call().provider(), exchange.said());
        }
    }

    private void refuse(InboundRequest request, ClientConnection client, @Nullable Caller caller, Refusal refusal)
            throws IOException {
        Target target = request.target();
        metrics.refused(refusal.code());
        if (refusal.code() != ErrorCode.RECORDING_UNAVAILABLE) {
            Actor actor = caller == null ? barred(refusal) : caller.actor();
            RecordedAddress peer = request.source().client();
            ContentTerms terms = refusal.terms();
            if (terms != null) {
                UnaryOperator<String> hide = contents.pseudonyms(terms, actor);
                actor = actor.persons(hide);
                peer = peer.hidden(hide);
            }
            var facts = new CallRefused(
                    request.id(),
                    actor,
                    admission.routing().knows(target.provider()) ? target.provider() : null,
                    refusal.reason(),
                    new Http(request.method(), StrayKeys.masked(target.path())),
                    Trace.NONE,
                    refusal.policy(),
                    peer,
                    null);
            if (caller == null) {
                recorder.refusedUnauthenticated(facts, false);
            } else {
                recorder.refused(facts);
            }
        }
        Dialect dialect = admission.routing().dialect(target, request.method(), request.headers());
        ErrorResponses.refused(dialect, request.id(), client, refusal);
    }

    /// Whose credential was turned away, where it is ours. It is recorded at the rate of callers without any: who
    /// holds a key that leaked and was disabled cannot fill the log with it.
    private static Actor barred(Refusal refusal) {
        Actor actor = refusal.actor();
        return actor == null ? UnreadRequests.NOBODY : actor;
    }
}
