package io.chirograph.gateway.call;

import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.live.Sockets;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.policy.PolicyDecisionPoint;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.policy.model.PolicyRequest;
import io.chirograph.web.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// Judges calls of known callers: on the headers alone, before any of the body is read, and then on the body.
/// Thread-safe.
public record Admission(Routing routing, PolicyDecisionPoint policy, GatewayProperties properties) {
    /// Admits a call on its headers.
    /// @throws Refusal path, declared length, headers or policy forbid it
    public Call admit(InboundRequest request, Caller caller) {
        Headers headers = request.headers();
        Target target = request.target();
        Provider provider = routing.provider(target, request.method(), headers);
        String method = Routing.asksForSocket(headers) ? Sockets.METHOD : request.method();
        Operation operation = provider.dialect().operation(method, target.path());
        if (request.length() > limit(operation)) {
            throw Refusal.tooLarge(limit(operation), request.length());
        }
        RequestContext context = RequestContext.of(caller, headers, properties.agentHeaders());
        OutboundCredential credential = OutboundCredential.of(caller, headers, provider, target);
        Decision.Allowed allowed = allowed(policy.decide(new PolicyRequest(
                caller.facts(),
                provider.facts(),
                operation.operationClass(),
                () -> Paths.of(target.path()).segments(),
                context.metadata(),
                context.payload(),
                headers.list("chirograph-data-class"))));
        return new Call(
                request,
                provider,
                operation,
                provider.dialect().of(operation),
                route(provider, request),
                context,
                allowed,
                credential.event(),
                credential.forwarded(headers, provider),
                null);
    }

    /// The second decision of policy about a call: the same version of the policy, now that the body was read. The same
    /// call where no rule asks for the body.
    /// @throws Refusal policy forbids it
    public static Call decide(Call call, RequestFacts facts) {
        Decision.Remaining rules = call.decision().body();
        return rules == null ? call : call.with(allowed(rules.decide(bodyFacts(call, rules, facts))));
    }

    /// What policy decides about a request of a batch, as if it came by itself.
    /// @param line the batch's call with the operation of the line
    /// @param path of the line's request, raw
    /// @throws Refusal policy forbids it
    public Decision.Allowed line(Call line, CallerFacts caller, String path, RequestFacts facts) {
        Decision.Allowed head = allowed(policy.decide(new PolicyRequest(
                caller,
                line.provider().facts(),
                line.operation().operationClass(),
                () -> Paths.of(path).segments(),
                line.context().metadata(),
                line.context().payload(),
                line.request().headers().list("chirograph-data-class"))));
        return decide(line.with(head), facts).decision();
    }

    private static Decision.Allowed allowed(Decision decision) {
        return switch (decision) {
            case Decision.Allowed allowed -> allowed;
            case Decision.Refused refused -> throw Refusal.of(refused);
        };
    }

    static BodyFacts bodyFacts(Call call, Decision.Remaining rules, RequestFacts facts) {
        Map<String, List<Object>> parameters = new TreeMap<>();
        for (String name : rules.parameters()) {
            List<Object> values = new ArrayList<>(facts.reading().repeated().getOrDefault(name, List.of()));
            Object last = facts.parameters().get(name);
            if (last != null) {
                values.add(last);
            }
            parameters.put(name, values);
        }
        return new BodyFacts(
                call.reading(facts), facts.model(), List.copyOf(facts.reading().also()), parameters);
    }

    public long limit(Operation operation) {
        return operation.isLarge()
                ? properties.maxFileBody().toBytes()
                : properties.maxInferenceBody().toBytes();
    }

    static GatewayProperties.Route route(Provider provider, InboundRequest request) {
        var route = provider.settings().route(request.target().path());
        String millis = request.headers().list("cf-aig-request-timeout");
        if (millis == null) {
            return route;
        }
        try {
            var asked = Duration.ofMillis(Integer.parseInt(millis.strip()));
            if (asked.isPositive()) {
                return asked.compareTo(route.firstByteTimeout()) < 0 ? route.within(asked) : route;
            }
        } catch (NumberFormatException e) {
            throw badTimeout(millis);
        }
        throw badTimeout(millis);
    }

    private static Refusal badTimeout(String value) {
        return new Refusal(
                ErrorCode.TIMEOUT_INVALID,
                "cf-aig-request-timeout is a positive number of milliseconds.",
                "cf-aig-request-timeout",
                RecordedValue.cut(value));
    }
}
