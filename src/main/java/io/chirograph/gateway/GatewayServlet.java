package io.chirograph.gateway;

import io.chirograph.event.Actor;
import io.chirograph.event.Body;
import io.chirograph.event.CallRefused;
import io.chirograph.event.CallStarted;
import io.chirograph.event.Digest;
import io.chirograph.event.Http;
import io.chirograph.event.ModelRequest;
import io.chirograph.event.Outcome;
import io.chirograph.event.Sent;
import io.chirograph.event.Trace;
import io.chirograph.event.UuidV7;
import io.chirograph.gateway.dialect.DecodersBusy;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.ExcessiveExpansion;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.identity.Source;
import io.chirograph.policy.BodyFacts;
import io.chirograph.recording.Recorder;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.catalina.connector.ClientAbortException;
import org.apache.coyote.BadRequestException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/// Takes a model call from its first byte to its last: admits it, receives it whole, records it, exchanges it.
final class GatewayServlet extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private static final Logger log = LoggerFactory.getLogger(GatewayServlet.class);
    private static final Actor NOBODY = new Actor(new TreeMap<>(), new TreeMap<>());

    private final transient Routing routing;
    private final transient Admission admission;
    private final transient BodyReceiver receiver;
    private final transient Recorder recorder;
    private final transient OpenExchanges open;
    private final transient KillSwitch killSwitch;
    private final transient Tenancy tenancy;
    private final transient ExternalUrl external;
    private final transient GatewayMetrics metrics;
    private final transient UuidV7 ids;
    private final transient ErrorAnswers errors = new ErrorAnswers();

    GatewayServlet(
            Routing routing,
            Admission admission,
            BodyReceiver receiver,
            Recorder recorder,
            OpenExchanges open,
            KillSwitch killSwitch,
            Tenancy tenancy,
            ExternalUrl external,
            GatewayMetrics metrics,
            UuidV7 ids) {
        this.routing = routing;
        this.admission = admission;
        this.receiver = receiver;
        this.recorder = recorder;
        this.open = open;
        this.killSwitch = killSwitch;
        this.tenancy = tenancy;
        this.external = external;
        this.metrics = metrics;
        this.ids = ids;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
        long arrived = System.nanoTime();
        UUID id = ids.next();
        Client client = Client.of(request);
        Headers headers = client.headers();
        client.addHeader("Chirograph-Call-Id", id.toString());
        if (headers.hasPrefix("cf-aig-")) {
            client.addHeader("cf-aig-log-id", id.toString());
        }
        MDC.put("callId", id.toString());
        try {
            Source source = admission.source(request.getRemoteAddr(), headers);
            serve(new Arrival(id, arrived, client, headers, source, request, response));
        } finally {
            MDC.remove("callId");
        }
    }

    private void serve(Arrival at) throws IOException {
        HttpServletRequest request = at.request;
        Target target = Target.of(request.getRequestURI(), request.getQueryString());
        Admission.Caller caller = null;
        try {
            caller = caller(at, target);
            at.client.authenticated();
            caller = admission.endUser(caller, at.headers);
            long declared = request.getContentLengthLong();
            Call call = admission.call(
                    at.id, at.arrived, caller, target, request.getMethod(), at.headers, declared, at.source);
            exchange(at, call, declared);
        } catch (Refusal refusal) {
            refuse(at, target, caller, refusal);
        } catch (DecodersBusy e) {
            refuse(at, target, caller, HeadReader.overloaded());
        } catch (RuntimeException e) {
            log.error("a request failed inside the gateway", e);
            if (at.response.isCommitted()) {
                throw e;
            }
            Refusal fault = new Refusal(ErrorCode.INTERNAL_ERROR, "The gateway failed; nothing was sent on.");
            refuse(at, target, caller, fault);
        }
    }

    /// Who calls. What no credential could cure is told before a missing or unknown one is.
    private Admission.Caller caller(Arrival at, Target target) throws Refusal {
        try {
            return admission.caller(at.headers, at.source);
        } catch (Refusal refusal) {
            if (refusal.actor() == null) {
                routing.provider(target, at.request.getMethod(), at.headers);
            }
            throw refusal;
        }
    }

    private void exchange(Arrival at, Call call, long declared) throws IOException, Refusal {
        boolean hasBody = declared >= 0 || at.headers.first("transfer-encoding") != null;
        killSwitch.check(call);
        tenancy.check(call);
        var wait = new UpstreamWait();
        try (ReceivedBody body = hasBody ? receive(at, call, declared, wait) : null) {
            RequestFacts facts = factsWithin(call, body);
            StrayKeys.check(facts);
            Outgoing out = Outgoing.of(call, facts, body);
            killSwitch.check(out.call(), facts, out.changed());
            tenancy.check(out.call(), facts, body);
            start(out.call(), facts, body, out.changed());
            Outcome outcome = run(at, out, facts, wait);
            metrics.call(call, outcome, System.nanoTime() - call.arrived() - wait.othersNanos());
        }
    }

    private ReceivedBody receive(Arrival at, Call call, long declared, UpstreamWait wait) throws IOException, Refusal {
        long before = System.nanoTime();
        try {
            return receiver.receive(
                    at.request.getInputStream(), declared, admission.limit(call.operation()), at.client.memory());
        } catch (IOException e) {
            at.client.reclaim();
            log.debug("the request body could not be received", e);
            throw unreceived(e);
        } finally {
            wait.client(System.nanoTime() - before);
        }
    }

    private static Refusal unreceived(IOException e) {
        if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
            return new Refusal(ErrorCode.REQUEST_TIMEOUT, "The body of the request came too slowly.");
        }
        return e instanceof BadRequestException && !(e instanceof ClientAbortException)
                ? new Refusal(
                        ErrorCode.REQUEST_MALFORMED, "The chunks of the request body are malformed.", "body", null)
                : new Refusal(
                        ErrorCode.REQUEST_INCOMPLETE, "The request body ended before it was whole.", "body", null);
    }

    private static RequestFacts factsWithin(Call call, @Nullable ReceivedBody body) throws Refusal {
        try {
            return facts(call, body);
        } catch (ExcessiveExpansion e) {
            throw new Refusal(
                    ErrorCode.BODY_EXPANDS,
                    "Without its content encoding the request body is more than 16 MiB and 100 times longer.",
                    "Content-Encoding",
                    call.headers().first("content-encoding"));
        }
    }

    private static RequestFacts facts(Call call, @Nullable ReceivedBody body) {
        RequestFacts facts = body == null
                ? RequestFacts.UNKNOWN.read(BodyFacts.Reading.ABSENT)
                : call.dialect()
                        .readRequest(
                                call.operation(),
                                call.headers().list("content-type"),
                                call.headers().list("content-encoding"),
                                body::open);
        return facts.streaming(call.operation().isStream()
                        || QueryIds.asksForStream(call.target().query()))
                .at(call.operation().model())
                .also(QueryIds.models(call.target().query()));
    }

    private void start(Call call, RequestFacts facts, @Nullable ReceivedBody body, @Nullable Sent sent) throws Refusal {
        try {
            recorder.record(started(call, facts, body, sent));
        } catch (RecordingUnavailable e) {
            recorder.lapsed();
            log.error("a call is refused because it cannot be recorded: {}", e.getMessage());
            throw new Refusal(
                            ErrorCode.RECORDING_UNAVAILABLE,
                            "The call cannot be recorded now, so it is not let through.")
                    .with(e.retryAfter());
        }
    }

    private Outcome run(Arrival at, Outgoing out, RequestFacts facts, UpstreamWait wait) throws IOException {
        var exchange = new Exchange(
                out.call(),
                KillSwitch.models(facts, out.changed()),
                out.body(),
                at.client,
                at.response,
                recorder,
                errors,
                new Learner(tenancy, out.call(), facts),
                external,
                wait);
        open.enter(exchange);
        try {
            killSwitch.check(exchange);
            return exchange.run();
        } finally {
            open.leave(exchange);
        }
    }

    private static SortedMap<String, Object> kept(Call call, RequestFacts facts) {
        var parameters = new TreeMap<String, Object>(facts.parameters());
        parameters.replaceAll((name, value) -> value instanceof Digest digest ? call.kept(digest) : value);
        return parameters;
    }

    private static CallStarted started(
            Call call, RequestFacts facts, @Nullable ReceivedBody body, @Nullable Sent sent) {
        Provider provider = call.provider();
        return new CallStarted(
                call.id(),
                call.actor().asserting(facts.users()),
                call.source().client(),
                new CallStarted.Upstream(
                        provider.name(),
                        provider.providerName(),
                        call.dialect().name(),
                        provider.settings().region()),
                new Http(
                        call.method(),
                        call.target().path(),
                        RecordedQuery.of(call.target().query())),
                new ModelRequest(call.operation().name(), facts.model(), kept(call, facts), facts.stream()),
                new Body(
                        call.kept(body == null ? RecordedQuery.EMPTY_BODY : body.digest()),
                        call.headers().list("content-type"),
                        call.headers().list("content-encoding"),
                        List.of()),
                sent,
                call.credential(),
                call.metadata(),
                call.asked(),
                call.trace(),
                call.policy());
    }

    private void refuse(Arrival at, Target target, Admission.@Nullable Caller caller, Refusal refusal)
            throws IOException {
        metrics.refused(refusal.code());
        if (refusal.code() != ErrorCode.RECORDING_UNAVAILABLE) {
            var facts = new CallRefused(
                    at.id,
                    caller == null ? barred(refusal) : caller.actor(),
                    routing.knows(target.provider()) ? target.provider() : null,
                    refusal.reason(),
                    new Http(at.request.getMethod(), StrayKeys.masked(target.path())),
                    Trace.NONE,
                    refusal.policy(),
                    at.source.client());
            if (caller == null) {
                recorder.refusedUnauthenticated(facts, false);
            } else {
                recorder.refused(facts);
            }
        }
        Dialect dialect = routing.dialect(target, at.request.getMethod(), at.headers);
        errors.refused(dialect, at.id, at.client, at.response, refusal);
    }

    /// Whose credential was turned away, where it is ours. It is recorded at the rate of callers without any: who
    /// holds a key that leaked and was disabled cannot fill the log with it.
    private static Actor barred(Refusal refusal) {
        Actor actor = refusal.actor();
        return actor == null ? NOBODY : actor;
    }

    /// One request as it came in.
    private record Arrival(
            UUID id,
            long arrived,
            Client client,
            Headers headers,
            Source source,
            HttpServletRequest request,
            HttpServletResponse response) {}
}
