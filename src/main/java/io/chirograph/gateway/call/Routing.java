package io.chirograph.gateway.call;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.dialect.known.DialectGuess;
import io.chirograph.gateway.dialect.live.Sockets;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.http.Target;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.gateway.upstream.Providers;
import io.chirograph.web.ErrorCode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Finds the provider that a request names, or says why there is none, whatever credential it carries.
/// Thread-safe. Names of active providers are told to anybody.
public record Routing(Providers providers) {
    private static final int MOST_NAMES = 20;
    private static final List<String> TARGETS = List.of(
            "helicone-target-url",
            "helicone-openai-api-base",
            "helicone-fallbacks",
            "x-portkey-custom-host",
            "x-portkey-config");

    /// @throws Refusal the request holds a gateway key where none belongs, or goes to no provider that is
    ///     active
    public Provider provider(Target target, String method, Headers headers) throws Refusal {
        StrayKeys.check(target, headers);
        String objection = Target.objection(target.provider() + target.path());
        if (objection != null) {
            throw new Refusal(
                    ErrorCode.PATH_REFUSED, "The path " + objection + ".", "path", RecordedValue.cut(target.path()));
        }
        preflight(method, headers);
        otherTarget(headers);
        Provider provider = providers.find(target.provider());
        socket(provider, target, headers);
        if (provider != null) {
            return provider;
        }
        String name = RecordedValue.cut(target.provider());
        throw providers.isInactive(target.provider())
                ? new Refusal(
                        ErrorCode.PROVIDER_INACTIVE,
                        "Provider " + name + " is configured, but it has no credential or is switched off. " + active(),
                        "provider",
                        name)
                : new Refusal(
                        ErrorCode.PROVIDER_UNKNOWN,
                        unknown(target, name, dialect(target, method, headers)) + " " + active(),
                        "provider",
                        name);
    }

    /// Refuses headers by which other gateways are told another target: where a call goes is said by its path.
    private static void otherTarget(Headers headers) throws Refusal {
        for (String name : TARGETS) {
            String value = headers.first(name);
            if (value != null && (!name.endsWith("-config") || value.contains("://"))) {
                throw new Refusal(
                        ErrorCode.TARGET_HEADER_REFUSED,
                        "The path alone says where a call goes; " + name + " is not taken.",
                        name);
            }
        }
    }

    /// Refuses WebSockets where none is known to be served.
    private static void socket(@Nullable Provider provider, Target target, Headers headers) throws Refusal {
        if (asksForSocket(headers)
                && (provider == null
                        || provider.dialect().name().equals("sandbox")
                        || !Sockets.isOne(provider.dialect().operation(Sockets.METHOD, target.path())))) {
            throw new Refusal(
                    ErrorCode.WEBSOCKET_UNSUPPORTED,
                    "WebSockets are served at OpenAI's realtime and responses and at Google's BidiGenerateContent, of"
                            + " active providers of these dialects, and nowhere else.",
                    "Upgrade",
                    "websocket");
        }
    }

    static boolean asksForSocket(Headers headers) {
        return headers.mentions("upgrade", "websocket");
    }

    /// Refuses browsers' preflights, whatever their path.
    private static void preflight(String method, Headers headers) throws Refusal {
        String origin = headers.first("origin");
        if (method.equals("OPTIONS") && origin != null && headers.first("access-control-request-method") != null) {
            throw new Refusal(
                    ErrorCode.CROSS_ORIGIN_REFUSED,
                    "A browser asks whether a page of another origin may call this gateway. None may: a gateway key"
                            + " does not belong in a browser; call from a server.",
                    "Origin",
                    RecordedValue.cut(origin));
        }
    }

    private String unknown(Target target, String name, Dialect dialect) {
        if (name.isEmpty()) {
            return target.path().isEmpty()
                    ? "The path names no provider; its first segment is the provider's name."
                    : "The path begins with two slashes; its first segment is the provider's name.";
        }
        if (name.equals("*")) {
            return "The request is about the whole server and names no provider.";
        }
        String lower = name.toLowerCase(Locale.ROOT);
        if (!lower.equals(name) && knows(lower)) {
            return "No provider is named " + name + "; names are in lower case: " + lower + ".";
        }
        return DialectGuess.beginsEndpoint(name)
                ? "The base URL lacks the provider: the path begins with " + name + "; set " + base(dialect)
                        + " as the base URL."
                : "No provider is named " + name + ".";
    }

    /// What a base URL could end in, for SDKs of this dialect.
    private String base(Dialect dialect) {
        String like = "<provider>";
        for (Provider provider : providers.all()) {
            if (provider.dialect() == dialect) {
                like = provider.name();
                break;
            }
            if (provider.dialect().name().equals("sandbox")) {
                like = provider.name();
            }
        }
        return "…/" + like + (dialect.name().equals("openai") ? "/v1" : "");
    }

    /// A sentence with the names of the active providers.
    public String active() {
        List<String> names = providers.all().stream().map(Provider::name).toList();
        if (names.isEmpty()) {
            return "No provider is active here.";
        }
        int more = names.size() - MOST_NAMES;
        return "Active here: " + String.join(", ", names.subList(0, Math.min(names.size(), MOST_NAMES)))
                + (more > 0 ? " and " + more + " more." : ".");
    }

    /// Whether a name may stand in an event as a provider's.
    public boolean knows(String provider) {
        return providers.dialect(provider) != null;
    }

    /// The dialect whose error shape a refused caller reads: the provider's, else the likeliest.
    public Dialect dialect(Target target, String method, Headers headers) {
        Dialect known = providers.dialect(target.provider().toLowerCase(Locale.ROOT));
        return known != null
                ? known
                : DialectGuess.of(name -> headers.first(name) != null, method, "/" + target.provider() + target.path());
    }
}
