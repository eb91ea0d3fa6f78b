package io.chirograph.gateway;

import io.chirograph.event.UuidV7;
import io.chirograph.event.facts.CallRefused;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ContentPart;
import io.chirograph.event.value.Http;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.Sent;
import io.chirograph.event.value.Trace;
import io.chirograph.gateway.attempts.Way;
import io.chirograph.gateway.attempts.Ways;
import io.chirograph.gateway.call.Admission;
import io.chirograph.gateway.call.Authenticator;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.Caller;
import io.chirograph.gateway.call.InboundRequest;
import io.chirograph.gateway.call.StrayKeys;
import io.chirograph.gateway.call.Targets;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.coding.ExcessiveExpansion;
import io.chirograph.gateway.dialect.live.ClientSays;
import io.chirograph.gateway.exchange.KillSwitch;
import io.chirograph.gateway.exchange.OpenExchanges;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.http.QueryIds;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.limiting.CallLimits;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.server.ClientConnection;
import io.chirograph.gateway.socket.Handshake;
import io.chirograph.gateway.socket.OpenTurn;
import io.chirograph.gateway.socket.SocketExchange;
import io.chirograph.gateway.socket.SocketProperties;
import io.chirograph.gateway.socket.TurnCalls;
import io.chirograph.gateway.tenancy.OwnershipRecorder;
import io.chirograph.gateway.tenancy.TenantIsolation;
import io.chirograph.limits.Reservation;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.model.ContentTerms;
import io.chirograph.receipts.Receipts;
import io.chirograph.recording.Recorded;
import io.chirograph.recording.Recorder;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ErrorCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Opens sockets, each of which is a call, and makes calls of their turns. Thread-safe.
///
/// Limits hold turns, not openings. Each turn is judged as a call that came now: by the key, the policy, the switches
/// and the limits that are in force then.
record SocketCalls(
        Authenticator authenticator,
        Admission admission,
        Recorder recorder,
        Receipts receipts,
        CallContents contents,
        CallStarts starts,
        OpenExchanges open,
        KillSwitch killSwitch,
        CallLimits limits,
        TenantIsolation tenancy,
        CallCosts costs,
        Ways ways,
        SocketProperties properties,
        MemoryBudget memory,
        Clock clocks,
        GatewayMetrics metrics,
        UuidV7 ids) {
    private static final Logger log = LoggerFactory.getLogger(SocketCalls.class);
    private static final String TURN = "WEBSOCKET";
    private static final String JSON = "application/json";
    private static final String LIST = "application/jsonl";

    /// Takes an admitted opening to the socket's end.
    /// @throws Refusal before anything was sent
    void open(Call admitted, ClientConnection client) throws IOException {
        ContentTerms terms = admitted.decision().terms();
        try {
            InboundRequest request = admitted.request();
            Handshake.check(request, client.protocol());
            killSwitch.check(admitted);
            tenancy.check(admitted);
            RequestFacts facts = opening(request);
            StrayKeys.check(facts);
            Call decided = decided(admitted, facts, null);
            terms = decided.decision().terms();
            tenancy.check(decided, facts, null);
            var handshake = Handshake.of(request.headers());
            Operation operation = decided.operation();
            Call call = decided.as(new Operation("realtime_session", operation.endpoint(), operation.kind()))
                    .with(contents.of(decided, client.memory()))
                    .with(handshake.outbound(decided.forwarded()));
            try (Way way = ways.of(List.of(call), facts, null, target -> null)) {
                run(way.now().call(), facts, handshake, way, client);
            }
        } catch (Refusal refusal) {
            throw refusal.terms() == null ? refusal.with(terms) : refusal;
        }
    }

    private void run(Call call, RequestFacts facts, Handshake handshake, Way way, ClientConnection client)
            throws IOException {
        // The commit point: nothing leaves before this returns.
        Recorded started =
                starts.record(new CallStarts.Start(call, facts, null, way.now().changed(), Reservation.NONE, null));
        client.addLateHeader(Receipts.HEADER, receipts.promise(call.id(), CallStarts.digest(null), started));
        var turns = new Turns(call, facts);
        String key = Objects.requireNonNull(call.request().headers().list("sec-websocket-key"));
        var exchange = new SocketExchange(
                way,
                facts,
                handshake,
                key,
                client,
                recorder,
                turns,
                () -> decided(admit(call.request()), facts, call),
                properties,
                admission.properties().stallTimeout());
        open.enter(exchange);
        try {
            killSwitch.check(exchange);
            metrics.ended(call, exchange.run());
        } finally {
            open.leave(exchange);
        }
    }

    /// What the opening says by itself: the model, where path or query name one.
    private static RequestFacts opening(InboundRequest request) {
        List<String> models = QueryIds.models(request.target().query());
        String model = models.isEmpty() ? null : models.getFirst();
        return RequestFacts.UNKNOWN
                .read(model == null ? BodyFacts.Reading.ABSENT : BodyFacts.Reading.WHOLE)
                .at(model, true, model == null ? models : models.subList(1, models.size()));
    }

    /// Where the opening names no model, what depends on one is left to the turns.
    /// @param opened what is open already; null for nothing
    private Call decided(Call admitted, RequestFacts facts, @Nullable Call opened) {
        if (facts.model() == null) {
            return admitted;
        }
        Call decided = resolved(Admission.decide(admitted, facts), facts, opened);
        if (opened == null) {
            killSwitch.check(decided, facts);
        }
        return decided;
    }

    /// With the model that an alias in the query stands for: of several targets the first one at this provider that may
    /// be asked; for what is open already, the one that it was opened with.
    /// @throws Refusal there is none
    private Call resolved(Call decided, RequestFacts facts, @Nullable Call opened) {
        if (decided.decision().choice() == null) {
            if (opened != null && !Objects.equals(decided.model(), opened.model())) {
                throw noTarget(facts);
            }
            return decided;
        }
        return Targets.of(decided, facts, admission.routing().providers(), clocks.instant(), target -> {
                    if (opened == null) {
                        killSwitch.check(target, facts);
                    }
                    tenancy.check(target);
                })
                .calls()
                .stream()
                .filter(one -> one.provider().name().equals(decided.provider().name()))
                .filter(one -> opened == null || Objects.equals(one.model(), opened.model()))
                .findFirst()
                .orElseThrow(() -> noTarget(facts));
    }

    private static Refusal noTarget(RequestFacts facts) {
        return new Refusal(
                ErrorCode.MODEL_REFUSED,
                "The alias stands for no model that this provider may be asked for over a WebSocket.",
                "model",
                facts.model() == null ? null : RecordedValue.cut(facts.model()));
    }

    private static void refuseAlias(Call decided, RequestFacts facts) {
        if (decided.decision().choice() != null || decided.decision().alias() != null) {
            throw new Refusal(
                    ErrorCode.ALIAS_ENCODING_UNSUPPORTED,
                    "The model is an alias, which is replaced in the URL of a WebSocket and not in its messages.",
                    "model",
                    facts.model() == null ? null : RecordedValue.cut(facts.model()));
        }
    }

    private Call admit(InboundRequest request) {
        Headers headers = request.headers();
        Caller caller = authenticator.endUser(authenticator.caller(headers, request.source()), headers);
        return admission.admit(request, caller);
    }

    /// The turns of one socket.
    private final class Turns implements TurnCalls {
        private final Call opened;
        private final RequestFacts opening;
        private final InboundRequest socket;
        private volatile @Nullable Actor actor;

        /// @param opening what the opening says
        Turns(Call opened, RequestFacts opening) {
            this.opened = opened;
            this.opening = opening;
            this.socket = opened.request();
        }

        private InboundRequest request() {
            return new InboundRequest(
                    ids.next(), System.nanoTime(), TURN, socket.target(), null, socket.headers(), -1, socket.source());
        }

        @Override
        public OpenTurn begin(Beginning beginning) throws Refused {
            InboundRequest request = request();
            var held = memory.share();
            ContentTerms terms = null;
            boolean isBegun = false;
            try {
                Call admitted = asked(admit(request).over(opened), beginning.says());
                actor = admitted.context().actor();
                terms = admitted.decision().terms();
                byte[] bytes = beginning.body();
                var sum = Sha256.create();
                sum.update(bytes);
                var body = ReceivedBody.ofMemory(bytes, bytes.length, ReceivedBody.digest(sum, bytes.length), () -> {});
                RequestFacts facts = facts(admitted, beginning);
                StrayKeys.check(facts);
                Call decided = Admission.decide(admitted, facts);
                terms = decided.decision().terms();
                if (opened.model() != null && Objects.equals(facts.model(), opening.model())) {
                    decided = resolved(decided, facts, opened);
                } else {
                    refuseAlias(decided, facts);
                }
                killSwitch.check(decided, facts);
                tenancy.check(decided);
                tenancy.check(decided, facts, body);
                String type = beginning.isList() ? LIST : JSON;
                Call call = typed(decided, type, beginning.says().eventId()).with(contents.of(decided, held));
                OpenTurn turn =
                        started(CallContents.refuseFindings(call, body), facts, body, beginning.says(), held::release);
                isBegun = true;
                return turn;
            } catch (Refusal refusal) {
                throw refused(request, terms == null || refusal.terms() != null ? refusal : refusal.with(terms));
            } catch (IOException | UncheckedIOException e) {
                log.error("a turn is refused because what it says cannot be kept", e);
                throw refused(request, unrecordable());
            } finally {
                if (!isBegun) {
                    held.release();
                }
            }
        }

        private OpenTurn started(Call call, RequestFacts facts, ReceivedBody body, ClientSays says, Runnable release) {
            Reservation limited = limits.reserve(call, List.of(call), facts, body);
            boolean isBegun = false;
            try {
                // The commit point of a turn: its message goes on only after this.
                String model = call.model();
                Sent sent =
                        model == null ? null : new Sent(call.kept().digest(ContentPart.REQUEST, body.digest()), model);
                starts.record(new CallStarts.Start(call, facts, body, sent, limited, socket.id()));
                limited.begun(call.id());
                var turn = new OpenTurn(
                        call,
                        facts,
                        says,
                        limited.settling(recorder),
                        new OwnershipRecorder(tenancy, call, facts),
                        (one, told, status, outcome, streamed) ->
                                costs.of(one, one.models(facts), told, status, outcome, streamed),
                        (one, outcome, told) -> {
                            limited.close();
                            release.run();
                            metrics.ended(one, outcome);
                            metrics.answered(one.provider(), told);
                        });
                isBegun = true;
                return turn;
            } finally {
                if (!isBegun) {
                    limited.close();
                }
            }
        }

        /// What the message says as the dialect reads it, with what the socket says.
        private static RequestFacts facts(Call call, Beginning beginning) {
            byte[] body = beginning.says().body();
            RequestFacts read;
            try {
                read = call.dialect().readRequest(call.operation(), JSON, null, () -> new ByteArrayInputStream(body));
            } catch (ExcessiveExpansion e) {
                throw new IllegalStateException("nothing is encoded", e);
            }
            SortedMap<String, Object> parameters = new TreeMap<>(read.parameters());
            parameters.put("trigger", RecordedValue.cut(beginning.says().word()));
            if (beginning.media() != null) {
                parameters.put("media", beginning.media());
            }
            boolean isOwn = call.operation().endpoint().equals("responses.socket") && read.model() != null;
            return new RequestFacts(
                            read.model(),
                            true,
                            read.users(),
                            Collections.unmodifiableSortedMap(parameters),
                            read.reading(),
                            read.context(),
                            read.toolResults())
                    .at(isOwn ? null : beginning.model(), true, List.of());
        }

        private static Call asked(Call call, ClientSays says) {
            Operation operation = call.operation();
            return says.isFree() ? call.as(new Operation(operation.name(), "realtime.commit", operation.kind())) : call;
        }

        /// The call as what it sends would describe itself over HTTP.
        private static Call typed(Call call, String type, @Nullable String eventId) {
            Headers headers = call.request().headers().without(Set.of("content-type", "content-encoding"));
            headers.add("content-type", type);
            return call.with(call.request().with(headers), eventId);
        }

        @Override
        public Refused refuse(Refusal refusal) {
            return refused(request(), refusal);
        }

        private Refused refused(InboundRequest request, Refusal refusal) {
            metrics.refused(refusal.code());
            if (refusal.code() != ErrorCode.RECORDING_UNAVAILABLE) {
                Actor known = actor;
                Actor who = refusal.actor() != null ? refusal.actor() : known == null ? UnreadRequests.NOBODY : known;
                RecordedAddress peer = request.source().client();
                ContentTerms terms = refusal.terms();
                if (terms != null) {
                    UnaryOperator<String> hide = contents.pseudonyms(terms, who);
                    who = who.persons(hide);
                    peer = peer.hidden(hide);
                }
                recorder.refused(new CallRefused(
                        request.id(),
                        who,
                        request.target().provider(),
                        refusal.reason(),
                        new Http(
                                request.method(),
                                StrayKeys.masked(request.target().path())),
                        Trace.NONE,
                        refusal.policy(),
                        peer,
                        socket.id()));
            }
            return new Refused(request.id(), refusal);
        }

        @Override
        public void screen(byte[] message) throws Refused {
            InboundRequest request = request();
            var held = memory.share();
            try {
                Call admitted = admit(request);
                actor = admitted.context().actor();
                var sum = Sha256.create();
                sum.update(message);
                var body = ReceivedBody.ofMemory(
                        message, message.length, ReceivedBody.digest(sum, message.length), () -> {});
                tenancy.check(admitted, RequestFacts.UNKNOWN.read(BodyFacts.Reading.WHOLE), body);
                if (!admitted.decision().terms().denied().isEmpty()) {
                    Call typed = typed(admitted, JSON, null);
                    CallContents.refuseFindings(typed.with(contents.of(typed, held)), body);
                }
            } catch (Refusal refusal) {
                throw refused(request, refusal);
            } catch (IOException | UncheckedIOException e) {
                log.error("a message is refused because it cannot be looked through", e);
                throw refused(request, unrecordable());
            } finally {
                held.release();
            }
        }
    }

    private static Refusal unrecordable() {
        return new Refusal(
                ErrorCode.RECORDING_UNAVAILABLE, "The call cannot be recorded now, so it is not let through.");
    }
}
