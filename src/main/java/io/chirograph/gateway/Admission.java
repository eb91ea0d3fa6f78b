package io.chirograph.gateway;

import io.chirograph.event.Actor;
import io.chirograph.event.Trace;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.Paths;
import io.chirograph.identity.CallMetadata;
import io.chirograph.identity.Callers;
import io.chirograph.identity.EndUser;
import io.chirograph.identity.Grants;
import io.chirograph.identity.KeyResult;
import io.chirograph.identity.MetadataRefused;
import io.chirograph.identity.PresentedKey;
import io.chirograph.identity.Proxies;
import io.chirograph.identity.Source;
import io.chirograph.policy.CallerFacts;
import io.chirograph.policy.Decision;
import io.chirograph.policy.OperationClass;
import io.chirograph.policy.PolicyInForce;
import io.chirograph.policy.Question;
import io.chirograph.web.ErrorCode;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Judges a call on its headers alone, before any of its body is read: credential, path, declared length,
/// headers.
final class Admission {
    private static final Pattern TRACEPARENT =
            Pattern.compile("[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(?:-.*)?");
    private static final String USER_TOKEN = "chirograph-user-token";
    private static final String COLLECTED = "cf-aig-collect-log-payload";
    private static final int ID_LIMIT = 256;

    private final Routing routing;
    private final Callers callers;
    private final Proxies proxies;
    private final PolicyInForce policy;
    private final GatewayProperties properties;

    Admission(Routing routing, Callers callers, Proxies proxies, PolicyInForce policy, GatewayProperties properties) {
        this.routing = routing;
        this.callers = callers;
        this.proxies = proxies;
        this.policy = policy;
        this.properties = properties;
    }

    /// Where a request comes from.
    Source source(String peer, Headers headers) {
        return proxies.source(peer, headers);
    }

    /// Who calls, or why nobody we know does.
    Caller caller(Headers headers, Source source) throws Refusal {
        if (source.ambiguous()) {
            throw new Refusal(
                    ErrorCode.FORWARDED_AMBIGUOUS,
                    "Forwarded and X-Forwarded-For name different addresses; the proxy before the gateway must drop the"
                            + " one that it does not write.",
                    "Forwarded",
                    null);
        }
        return switch (PresentedKey.in(headers)) {
            case PresentedKey.Missing missing ->
                throw new Refusal(
                        ErrorCode.KEY_MISSING,
                        "No gateway key was given; it goes where the SDK puts its API key, or in Chirograph-Key.",
                        "Authorization",
                        null);
            case PresentedKey.Conflicting conflicting ->
                throw new Refusal(
                        ErrorCode.KEY_AMBIGUOUS,
                        "Different texts that could be the gateway key stand in "
                                + String.join(", ", conflicting.headers()) + ".",
                        conflicting.headers().getFirst(),
                        null);
            case PresentedKey.Found found -> known(found, source);
        };
    }

    private Caller known(PresentedKey.Found found, Source source) throws Refusal {
        return switch (callers.authenticate(found.text(), source)) {
            case KeyResult.Known known ->
                new Caller(known.actor(), known.keyId(), known.grants(), false, found.own(), found.foreign());
            case KeyResult.Barred barred ->
                throw new Refusal(
                                barred.bar().code(),
                                "The credential in " + found.header() + " is valid, but "
                                        + barred.bar().why() + ".",
                                found.header(),
                                null)
                        .with(barred.actor());
            case KeyResult.Refused refused ->
                throw new Refusal(
                        ErrorCode.TOKEN_INVALID,
                        "The token in " + found.header() + " lets nobody in: " + refused.reason() + ".",
                        found.header(),
                        null);
            case KeyResult.Undecided undecided -> throw undecided();
            case KeyResult.Unknown unknown ->
                throw new Refusal(
                        ErrorCode.KEY_UNKNOWN,
                        "The key in " + found.header() + " is not a gateway key that is in force.",
                        found.header(),
                        null);
        };
    }

    /// The caller with the end user whom its token names; the same caller where there is no such token.
    Caller endUser(Caller caller, Headers headers) throws Refusal {
        List<String> tokens = headers.all(USER_TOKEN);
        if (tokens.isEmpty()) {
            return caller;
        }
        return switch (callers.endUser(tokens)) {
            case EndUser.Verified user ->
                new Caller(
                        user.with(caller.actor()),
                        caller.keyId(),
                        caller.grants(),
                        true,
                        caller.ownHeader(),
                        caller.foreign());
            case EndUser.Invalid invalid ->
                throw new Refusal(
                        ErrorCode.USER_TOKEN_INVALID,
                        "The token in Chirograph-User-Token proves nobody: " + invalid.reason() + ".",
                        "Chirograph-User-Token",
                        null);
            case EndUser.Undecided undecided -> throw undecided();
        };
    }

    private static Refusal undecided() {
        return new Refusal(
                ErrorCode.ISSUER_UNAVAILABLE,
                "The token issuer's keys cannot be read now, so no token can be checked.");
    }

    /// Admits a call of a known caller.
    ///
    /// @param declared `Content-Length`, -1 when absent
    Call call(
            UUID id,
            long arrived,
            Caller caller,
            Target target,
            String method,
            Headers headers,
            long declared,
            Source source)
            throws Refusal {
        Provider provider = routing.provider(target, method, headers);
        Operation operation = provider.dialect().operation(method, target.path());
        if (declared > limit(operation)) {
            throw Refusal.tooLarge(limit(operation), declared);
        }
        CallMetadata metadata = metadata(headers);
        StrayKeys.check(metadata.entries());
        OutboundCredential credential = OutboundCredential.of(caller, headers, provider, target);
        Decision.Allowed allowed = allowed(
                policy.decide(question(caller, provider, operation.operationClass(), target, metadata, headers)));
        return new Call(
                id,
                arrived,
                provider,
                target,
                method,
                operation,
                provider.dialect().of(operation),
                metadata.with(caller.actor()),
                metadata.entries(),
                asked(headers),
                trace(headers),
                allowed.facts(),
                allowed.body(),
                headers,
                credential.event(),
                credential.forwarded(headers, provider),
                route(provider, target, headers),
                source);
    }

    long limit(Operation operation) {
        return operation.isLarge()
                ? properties.maxFileBody().toBytes()
                : properties.maxInferenceBody().toBytes();
    }

    private static CallMetadata metadata(Headers headers) throws Refusal {
        try {
            return CallMetadata.of(headers);
        } catch (MetadataRefused e) {
            throw new Refusal(ErrorCode.METADATA_INVALID, String.valueOf(e.getMessage()), e.field(), cut(e.value()));
        }
    }

    /// What the caller asked of recording; obeyed or not, it is in the event.
    private static SortedMap<String, String> asked(Headers headers) {
        var asked = new TreeMap<String, String>();
        copy(headers, "chirograph-payload", asked, "payload");
        copy(headers, "chirograph-data-class", asked, "dataClass");
        copy(headers, "cf-aig-collect-log", asked, "collectLog");
        copy(headers, COLLECTED, asked, "collectLogPayload");
        return asked;
    }

    private static void copy(Headers headers, String header, SortedMap<String, String> asked, String name) {
        String value = headers.list(header);
        if (value != null) {
            asked.put(name, cut(value));
        }
    }

    private static Question question(
            Caller caller,
            Provider provider,
            OperationClass operation,
            Target target,
            CallMetadata metadata,
            Headers headers) {
        return new Question(
                caller.facts(),
                provider.facts(),
                operation,
                () -> Paths.of(target.path()).segments(),
                metadata.entries(),
                payload(headers),
                headers.list("chirograph-data-class"));
    }

    /// What a caller may lower, by our header or by another gateway's.
    private static @Nullable String payload(Headers headers) {
        String payload = headers.list("chirograph-payload");
        boolean isLowerable = payload == null || payload.strip().equalsIgnoreCase("digest");
        return isLowerable && headers.first(COLLECTED) != null && isUncollected(headers) ? "nothing" : payload;
    }

    private static boolean isUncollected(Headers headers) {
        for (String value : headers.all(COLLECTED)) {
            if (value.strip().equalsIgnoreCase("false")) {
                return true;
            }
        }
        return false;
    }

    static Decision.Allowed allowed(Decision decision) throws Refusal {
        return switch (decision) {
            case Decision.Allowed allowed -> allowed;
            case Decision.Refused refused -> throw Refusal.of(refused);
        };
    }

    private static Trace trace(Headers headers) {
        String traceparent = headers.list("traceparent"); // two are none (W3C Trace Context section 3.2)
        String traceId = null;
        if (traceparent != null) {
            var match = TRACEPARENT.matcher(traceparent);
            boolean valid = traceparent.length() <= ID_LIMIT && match.matches();
            traceId = valid ? match.group(1) : null;
            traceparent = valid ? traceparent : null;
        }
        String id = headers.list("x-client-request-id");
        id = id == null ? headers.list("x-request-id") : id;
        id = id == null ? headers.list("cf-aig-event-id") : id;
        return traceparent == null && id == null
                ? Trace.NONE
                : new Trace(traceparent, traceId, id == null ? null : cut(id));
    }

    private static GatewayProperties.Route route(Provider provider, Target target, Headers headers) throws Refusal {
        var route = provider.settings().route(target.path());
        String millis = headers.list("cf-aig-request-timeout");
        if (millis == null) {
            return route;
        }
        try {
            var asked = Duration.ofMillis(Integer.parseInt(millis.strip()));
            if (asked.isPositive()) {
                return asked.compareTo(route.firstByteTimeout()) < 0
                        ? new GatewayProperties.Route(route.path(), asked, route.idleTimeout())
                        : route;
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
                cut(value));
    }

    /// As much of a value as an event keeps and one character more, so that its encoder sees that there was more.
    static String cut(@Nullable String value) {
        if (value == null) {
            return "";
        }
        return value.length() <= ID_LIMIT ? value : value.substring(0, value.offsetByCodePoints(ID_LIMIT, 1));
    }

    /// A caller that proved who it is.
    ///
    /// @param keyId the gateway key's id; empty where the credential is a token
    /// @param grants what the caller may ask for
    /// @param endUser whether a token proves for whom it calls
    /// @param ownHeader whether its gateway key stands in a header of our own, so that others are for the provider
    /// @param foreign headers that providers look for credentials in and that hold something else than that key
    record Caller(Actor actor, String keyId, Grants grants, boolean endUser, boolean ownHeader, List<String> foreign) {
        /// What policy knows of the caller.
        CallerFacts facts() {
            return new CallerFacts(
                    keyId, known("tenant"), known("team"), known("application"), endUser, limits(grants));
        }

        private String known(String name) {
            return actor.verified().getOrDefault(name, "");
        }

        static CallerFacts.Limits limits(Grants grants) {
            return grants.equals(Grants.UNLIMITED)
                    ? CallerFacts.Limits.NONE
                    : new CallerFacts.Limits(
                            grants.providers(),
                            grants.models(),
                            grants.operationClasses(),
                            grants.dataClass(),
                            grants.dataClasses());
        }
    }
}
