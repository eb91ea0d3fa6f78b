package io.chirograph.gateway.call;

import io.chirograph.content.capture.CallContent;
import io.chirograph.event.value.PolicyFacts;
import io.chirograph.event.value.SentCredential;
import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.dialect.coding.ExcessiveExpansion;
import io.chirograph.gateway.federation.AccessToken;
import io.chirograph.gateway.federation.FederatedCredential;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.QueryIds;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.Target;
import io.chirograph.web.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One admitted call: what is known of it before it goes out.
/// @param decision what policy decided last: from the head, then from the body
/// @param credential whose credential goes to the provider
/// @param forwarded the headers that go to the provider, its credential included
/// @param content how its content is kept; null until policy has decided
public record Call(
        InboundRequest request,
        Provider provider,
        Operation operation,
        Dialect dialect,
        GatewayProperties.Route route,
        RequestContext context,
        Decision.Allowed decision,
        SentCredential credential,
        Headers forwarded,
        @Nullable CallContent content) {
    private static final String BETA = "anthropic-beta";

    /// Charsets in which no byte of JSON's syntax is part of another character.
    private static final Pattern CHARSET = Pattern.compile(
            "^[^;]*;\\s*charset\\s*=\\s*(?:utf-?8|us-ascii|iso-8859-1|\"(?:utf-?8|us-ascii|iso-8859-1)\")\\s*(?:;(?!.*charset)|$)");

    public UUID id() {
        return request.id();
    }

    public PolicyFacts policy() {
        return decision.facts();
    }

    /// What the caller proved of itself by this name; empty for nothing.
    public String verified(String name) {
        return context.actor().verified().getOrDefault(name, "");
    }

    /// What its provider is asked for in the place of what the caller named; null for just that.
    public @Nullable String model() {
        Target alias = decision.alias();
        return alias == null ? null : alias.model();
    }

    /// Every model that it may reach, by every name that it has.
    public List<String> models(RequestFacts facts) {
        List<String> models = new ArrayList<>(facts.reading().also());
        if (facts.model() != null) {
            models.add(facts.model());
        }
        String sent = model();
        if (sent != null) {
            models.add(sent);
        }
        return models;
    }

    /// The same call, the head of whose answer is waited for no longer than this.
    public Call within(Duration firstByte) {
        if (firstByte.equals(route.firstByteTimeout())) {
            return this;
        }
        return new Call(
                request,
                provider,
                operation,
                dialect,
                route.within(firstByte),
                context,
                decision,
                credential,
                forwarded,
                content);
    }

    /// The same call going elsewhere.
    /// @param next what policy decided about that
    Call to(Provider other, OutboundCredential credentials, GatewayProperties.Route way, Decision.Allowed next) {
        return new Call(
                request,
                other,
                operation,
                other.dialect().of(operation),
                way,
                context,
                next,
                credentials.event(),
                credentials.forwarded(request.headers(), other),
                content);
    }

    public Call with(Decision.Allowed next) {
        return new Call(request, provider, operation, dialect, route, context, next, credential, forwarded, content);
    }

    Call with(Upstream other) {
        return new Call(
                request,
                provider.with(other),
                operation,
                dialect,
                route,
                context,
                decision,
                credential,
                forwarded,
                content);
    }

    /// The call of one request of a batch.
    /// @param id the request's own
    public Call line(UUID id, Operation of) {
        var own = new InboundRequest(
                id,
                request.arrived(),
                request.method(),
                request.target(),
                request.ticket(),
                request.headers(),
                request.length(),
                request.source());
        return new Call(
                own, provider, of, provider.dialect().of(of), route, context, decision, credential, forwarded, content);
    }

    /// The same call with other headers for the provider.
    public Call with(Headers sent) {
        return with(credential, sent);
    }

    private Call with(SentCredential whose, Headers sent) {
        return new Call(request, provider, operation, dialect, route, context, decision, whose, sent, content);
    }

    /// The same call with a token of the gateway's workload identity that is good now, where its provider is called by
    /// one; may wait for an exchange. The token goes with the headers, and events say which it is.
    /// @throws Refusal there is no such token
    public Call identified() {
        FederatedCredential identity = provider.identity();
        if (identity == null || credential.whose() != SentCredential.Whose.GATEWAY) {
            return this;
        }
        try {
            AccessToken token = identity.token();
            Headers sent = forwarded.without(Set.of(provider.settings().auth().header()));
            sent.add(
                    provider.settings().auth().header(),
                    provider.settings().auth().value(token.text()));
            String beta = identity.beta();
            if (beta != null && !sent.mentions(BETA, beta)) {
                String others = sent.list(BETA);
                sent = sent.without(Set.of(BETA));
                sent.add(BETA, others == null ? beta : others + "," + beta);
            }
            return with(credential.with(token.facts()), sent);
        } catch (FederatedCredential.Unavailable e) {
            throw new Refusal(
                            ErrorCode.CREDENTIAL_UNAVAILABLE,
                            String.valueOf(e.getMessage()),
                            "provider",
                            provider.name())
                    .with(e.retryAfter());
        }
    }

    /// The same call over a socket that another one opened, with the credential of that.
    public Call over(Call socket) {
        return new Call(
                request,
                provider,
                operation,
                dialect,
                route,
                context,
                decision,
                socket.credential,
                socket.forwarded,
                content);
    }

    /// The same call, as another operation of the same kind.
    public Call as(Operation named) {
        return new Call(request, provider, named, dialect, route, context, decision, credential, forwarded, content);
    }

    /// The same call, as its message describes it.
    /// @param clientId by which its caller finds it again; null where that is what the headers say
    public Call with(InboundRequest described, @Nullable String clientId) {
        return new Call(
                described,
                provider,
                operation,
                dialect,
                route,
                clientId == null ? context : context.with(clientId),
                decision,
                credential,
                forwarded,
                content);
    }

    public Call with(CallContent kept) {
        return new Call(request, provider, operation, dialect, route, context, decision, credential, forwarded, kept);
    }

    /// How its content is kept, once policy has decided.
    public CallContent kept() {
        return Objects.requireNonNull(content, "policy has not decided yet");
    }

    /// What the body says as the dialect reads it, with what path and query add; null for no body.
    /// @throws Refusal it expands beyond all bounds
    public RequestFacts read(@Nullable ReceivedBody body) {
        Headers headers = request.headers();
        String query = request.target().query();
        try {
            RequestFacts facts = body == null
                    ? RequestFacts.UNKNOWN.read(BodyFacts.Reading.ABSENT)
                    : dialect.readRequest(
                            operation, headers.list("content-type"), headers.list("content-encoding"), body.bytes());
            boolean isStream = operation.isStream() || QueryIds.asksForStream(query);
            return facts.at(operation.model(), isStream, QueryIds.models(query));
        } catch (ExcessiveExpansion e) {
            throw new Refusal(
                    ErrorCode.BODY_EXPANDS,
                    "Without its content encoding the request body is more than 16 MiB and 100 times longer.",
                    "Content-Encoding",
                    headers.first("content-encoding"));
        }
    }

    /// How far the body was read. Headers limit how it may be read: a declared form is never taken for JSON, and more
    /// than one Content-Encoding counts as unknown.
    public BodyFacts.Reading reading(RequestFacts facts) {
        BodyFacts.Reading state = facts.reading().state();
        if (state != BodyFacts.Reading.WHOLE && state != BodyFacts.Reading.AMBIGUOUS) {
            return state;
        }
        if (request.headers().all("content-encoding").size() > 1) {
            return BodyFacts.Reading.ENCODING_UNKNOWN;
        }
        List<String> types = request.headers().all("content-type");
        return types.size() > 1 || (types.size() == 1 && isElse(types.getFirst()))
                ? BodyFacts.Reading.UNREADABLE
                : state;
    }

    /// Whether a reader that goes by the type would not read JSON in UTF-8, or the form that it is.
    private static boolean isElse(String contentType) {
        String type = contentType.toLowerCase(Locale.ROOT);
        boolean isRead = type.strip().startsWith("multipart/form-data");
        return (type.contains("multipart/") && !isRead)
                || type.contains("x-www-form-urlencoded")
                || (type.contains("charset") && !CHARSET.matcher(type).find());
    }
}
