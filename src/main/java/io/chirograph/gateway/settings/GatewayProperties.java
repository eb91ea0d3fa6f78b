package io.chirograph.gateway.settings;

import io.chirograph.policy.model.ProviderFacts;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// Settings of the gateway; checked here, so that a bad value stops the start and names its property.
/// @param drain how long open calls may go on after a stop was asked for
/// @param memoryBody request bodies up to this size stay in memory; larger ones are spooled
/// @param maxInferenceBody bound on a request body of any operation but files and batches
/// @param maxFileBody bound on a request body of files and batches
/// @param maxSwallow how much of an unread request body is read and dropped so that a refusal arrives
/// @param maxOpenCalls how many connections of callers may be open at once
/// @param headTimeout from the first byte of a request's head to its last
/// @param bodyGrace how long any request body may be waited for in all
/// @param bodyRate bytes a second, on average, that a request body takes that is waited for longer
/// @param hangUpPoll how often a silent wait looks whether the caller is still there
/// @param stallTimeout how long a peer may take no byte while it is sent some: a provider its request, a caller
///     its response
/// @param externalUrl the URL by which callers reach the gateway; null where requests say it
/// @param agentHeaders headers in which agents say who they are
@ConfigurationProperties("chirograph.gateway")
public record GatewayProperties(
        @DefaultValue Map<String, Provider> providers,
        @DefaultValue("10m") Duration drain,
        @DefaultValue("1MB") DataSize memoryBody,
        @DefaultValue("100MB") DataSize maxInferenceBody,
        @DefaultValue("512MB") DataSize maxFileBody,
        @DefaultValue("4GB") DataSize spoolQuota,
        @DefaultValue("1GB") DataSize maxSwallow,
        @DefaultValue("10000") int maxOpenCalls,
        @DefaultValue("15s") Duration headTimeout,
        @DefaultValue("20s") Duration bodyGrace,
        @DefaultValue("1KB") DataSize bodyRate,
        @DefaultValue("5s") Duration credentialPoll,
        @DefaultValue("500ms") Duration hangUpPoll,
        @DefaultValue("60s") Duration stallTimeout,
        @Nullable URI externalUrl,
        @DefaultValue AgentHeaders agentHeaders,
        @DefaultValue Sandbox sandbox) {
    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9_-]{0,62}");
    private static final Pattern REGION = Pattern.compile("[a-z]+(?:-[a-z]+)+-?[0-9]+");
    private static final Pattern REGIONAL_HOST = Pattern.compile(
            "\\.([a-z]+(?:-[a-z]+)+-[0-9]+)\\.amazonaws\\.com(?:\\.cn)?$|^([a-z]+-[a-z]+[0-9]+)-aiplatform\\.googleapis\\.com$");
    public static final List<String> RESERVED = List.of("audit", "admin", "console", "v1", "error", "actuator");

    public GatewayProperties {
        positive("drain", drain);
        positive("credential-poll", credentialPoll);
        positive("hang-up-poll", hangUpPoll);
        positive("stall-timeout", stallTimeout);
        positive("head-timeout", headTimeout);
        positive("body-grace", bodyGrace);
        positive("memory-body", memoryBody);
        positive("max-inference-body", maxInferenceBody);
        positive("spool-quota", spoolQuota);
        positive("body-rate", bodyRate);
        require(maxOpenCalls >= 1, "max-open-calls", maxOpenCalls, "at least 1");
        require(
                memoryBody.toBytes() <= 64L << 20,
                "memory-body",
                memoryBody,
                "at most 64MB: larger bodies are spooled");
        if (externalUrl != null) {
            plain("external-url", externalUrl);
        }
        for (String name : providers.keySet()) {
            require(
                    NAME.matcher(name).matches() && !RESERVED.contains(name),
                    "providers." + name,
                    name,
                    "up to 63 of a-z, 0-9, _ and -, and none of " + RESERVED);
        }
        providers = new TreeMap<>(providers);
    }

    /// The longest that a call to an active provider can go on without a byte of its response: connecting, waiting for
    /// the head and for the first byte behind it.
    public Duration longestTimeout() {
        return providers.values().stream()
                .filter(Provider::active)
                .map(Provider::longestTimeout)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    /// Of a URL that is refused only the parts are shown that hold no credential.
    private static void plain(String name, URI url) {
        boolean isPlain = ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
        String shown = url.toString().replaceAll("[?#].*", "?…").replaceAll("//[^/]*@", "//…@");
        require(isPlain, name, shown, "http or https with a host and without a user, query or fragment");
    }

    private static void positive(String name, Duration value) {
        require(value.isPositive(), name, value, "positive");
    }

    private static void positive(String name, DataSize value) {
        require(value.toBytes() > 0, name, value, "positive");
    }

    static void require(boolean holds, String name, Object value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException("chirograph.gateway." + name + " is " + value + "; it must be " + rule);
        }
    }

    /// One endpoint that someone runs.
    /// @param baseUrl what the rest of the path is appended to; null for the sandbox inside the process
    /// @param providerName `gen_ai.provider.name`; the provider's name when not given
    /// @param auth how the provider's own credential is sent
    /// @param credential the provider's credential; never logged or recorded
    /// @param credentialFile a file with the credential, read again while the process runs; not beside `credential`
    /// @param workloadIdentity how the gateway gets tokens in a credential's place
    /// @param requiresCredential without a credential the provider is inactive
    /// @param firstByteTimeout bound on the wait for the head of the response
    /// @param idleTimeout bound on the wait between two reads of the response
    /// @param endTimeout bound on the wait for the end of a body whose terminal event has come
    /// @param retries how often a call that failed is sent to it again
    /// @param breaker when nothing is sent to it for a while
    /// @param maxCalls how many calls may be under way to it with one credential; 0 for any number
    /// @param outputTokens what limits take a call to answer at most that does not say it; null for the usual
    /// @param region where the provider processes data, as recorded
    /// @param stateTenant whose everything is that the provider keeps under this credential, `*` for
    ///     everybody's; null where each thing is the tenant's that made it
    public record Provider(
            @DefaultValue("true") boolean enabled,
            @Nullable URI baseUrl,
            @DefaultValue("generic") String dialect,
            @Nullable String providerName,
            @DefaultValue("bearer") Auth auth,
            @Nullable String credential,
            @Nullable Path credentialFile,
            @Nullable WorkloadIdentity workloadIdentity,
            @DefaultValue("false") boolean requiresCredential,
            @DefaultValue("5s") Duration connectTimeout,
            @DefaultValue("600s") Duration firstByteTimeout,
            @DefaultValue("300s") Duration idleTimeout,
            @DefaultValue("5s") Duration endTimeout,
            @DefaultValue("2000") int maxConnections,
            @DefaultValue("30s") Duration idleConnection,
            @DefaultValue("0") int retries,
            @DefaultValue Breaker breaker,
            @DefaultValue("0") int maxCalls,
            @Nullable Integer outputTokens,
            @Nullable String region,
            @DefaultValue Map<String, String> attributes,
            @Nullable String stateTenant,
            @DefaultValue List<Route> routes) {
        public Provider {
            positive("providers.*.connect-timeout", connectTimeout);
            positive("providers.*.first-byte-timeout", firstByteTimeout);
            positive("providers.*.idle-timeout", idleTimeout);
            positive("providers.*.end-timeout", endTimeout);
            if (baseUrl != null) {
                plain("providers.*.base-url", baseUrl);
                requireThere(region, baseUrl);
            }
            credentialFile = credentialFile == null || credentialFile.toString().isBlank() ? null : credentialFile;
            require(
                    !ConfiguredProvider.isUnset(credential),
                    "providers.*.credential",
                    String.valueOf(credential),
                    "set: nothing of that name is in the environment");
            require(
                    credentialFile == null || credential == null || credential.isBlank(),
                    "providers.*.credential-file",
                    String.valueOf(credentialFile),
                    "empty where credential is set");
            boolean isFederated = auth == Auth.WORKLOAD_IDENTITY;
            require(
                    isFederated == (workloadIdentity != null),
                    "providers.*.workload-identity",
                    isFederated ? "missing" : "set",
                    "set where auth is workload-identity, and nowhere else");
            require(
                    !isFederated || (credentialFile == null && (credential == null || credential.isBlank())),
                    "providers.*.credential",
                    "set",
                    "empty where auth is workload-identity");
            require(maxConnections >= 1, "providers.*.max-connections", maxConnections, "at least 1");
            requireRetries("providers.*.retries", retries);
            require(maxCalls >= 0, "providers.*.max-calls", maxCalls, "at least 0");
            requireTokens("providers.*.output-tokens", outputTokens);
        }

        /// What policy knows of it; the region is an attribute like any other.
        public ProviderFacts facts(String name) {
            var all = new TreeMap<>(attributes);
            if (region != null) {
                all.putIfAbsent("region", region);
            }
            return new ProviderFacts(name, all);
        }

        public boolean active() {
            String file = credentialFile == null ? null : credentialFile.toString();
            return ConfiguredProvider.isActive(
                    enabled, requiresCredential && workloadIdentity == null, credential, file);
        }

        /// The time-outs for a raw path below the base URL; the longest matching prefix wins.
        public Route route(String path) {
            Route best = new Route("", firstByteTimeout, idleTimeout, retries, null);
            for (Route route : routes) {
                if (path.startsWith(route.path())
                        && route.path().length() >= best.path().length()) {
                    best = route;
                }
            }
            return best;
        }

        private Duration longestTimeout() {
            return Stream.concat(Stream.of(route("")), routes.stream())
                    .map(route -> connectTimeout.plus(route.firstByteTimeout()).plus(route.idleTimeout()))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
        }

        @Override
        public String toString() {
            return "Provider[baseUrl=" + baseUrl + ", dialect=" + dialect + "]";
        }
    }

    /// @param pause how long model `sandbox-slow` waits before each piece of a stream
    public record Sandbox(@DefaultValue("200ms") Duration pause) {
        public Sandbox {
            require(!pause.isNegative(), "sandbox.pause", pause, "zero or positive");
        }
    }

    /// What differs below a path.
    public record Route(
            String path,
            @DefaultValue("600s") Duration firstByteTimeout,
            @DefaultValue("300s") Duration idleTimeout,
            @DefaultValue("0") int retries,
            @Nullable Integer outputTokens) {
        public Route {
            requireRetries("providers.*.routes[*].retries", retries);
            requireTokens("providers.*.routes[*].output-tokens", outputTokens);
        }

        /// The same with another bound on the wait for the head of the response.
        public Route within(Duration firstByte) {
            return new Route(path, firstByte, idleTimeout, retries, outputTokens);
        }
    }

    /// When nothing more is sent to a provider with a credential: once so many of the last calls failed.
    /// @param failureRate percent; 0 for never
    /// @param calls how many of the last calls count, and how many there must be
    /// @param open for how long; then single calls try it out
    public record Breaker(
            @DefaultValue("0") int failureRate,
            @DefaultValue("20") int calls,
            @DefaultValue("30s") Duration open) {
        public Breaker {
            require(
                    failureRate >= 0 && failureRate <= 100,
                    "providers.*.breaker.failure-rate",
                    failureRate,
                    "from 0 to 100");
            require(calls >= 1 && calls <= 10_000, "providers.*.breaker.calls", calls, "from 1 to 10000");
            positive("providers.*.breaker.open", open);
        }
    }

    private static void requireRetries(String name, int retries) {
        require(retries >= 0 && retries <= 5, name, retries, "from 0 to 5");
    }

    /// Hosts of clouds say where they are: no other region of that cloud is recorded.
    private static void requireThere(@Nullable String region, URI url) {
        Matcher host = REGIONAL_HOST.matcher(url.getHost());
        if (region != null && host.find()) {
            String there = host.group(1) == null ? host.group(2) : host.group(1);
            boolean isOther = REGION.matcher(region).matches() && !region.equals(there);
            require(!isOther, "providers.*.region", region, there + ", where its base URL is");
        }
    }

    private static void requireTokens(String name, @Nullable Integer tokens) {
        require(tokens == null || (tokens >= 1 && tokens <= 100_000_000), name, tokens + "", "from 1 to 100000000");
    }

    /// Where a provider expects its credential.
    public enum Auth {
        BEARER("authorization"),
        X_API_KEY("x-api-key"),
        API_KEY("api-key"),
        X_GOOG_API_KEY("x-goog-api-key"),
        /// Not sent: each request is signed with it.
        AWS_SIGV4("authorization"),
        /// Each call has a token that the gateway got for its own identity.
        WORKLOAD_IDENTITY("authorization"),
        NONE("");

        private final String header;

        Auth(String header) {
            this.header = header;
        }

        public String header() {
            return header;
        }

        /// Whether a configured credential goes with each request as it is.
        public boolean isSent() {
            return this != AWS_SIGV4 && this != WORKLOAD_IDENTITY && this != NONE;
        }

        public String value(String credential) {
            return this == BEARER || this == WORKLOAD_IDENTITY ? "Bearer " + credential : credential;
        }
    }
}
