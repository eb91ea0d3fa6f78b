package io.chirograph.gateway.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.chirograph.event.value.ModelRequest;
import io.chirograph.gateway.cache.CacheProperties.Also;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.call.OutboundRequest;
import io.chirograph.gateway.dialect.Operation;
import io.chirograph.gateway.dialect.RequestFacts;
import io.chirograph.gateway.http.Headers;
import io.chirograph.gateway.http.ReceivedBody;
import io.chirograph.gateway.http.RecordedValue;
import io.chirograph.gateway.http.Reservation;
import io.chirograph.gateway.refusal.Refusal;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.model.OperationClass;
import io.chirograph.support.digest.Sha256;
import io.chirograph.web.ErrorCode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Responses for exactly the same question of the same tenant, in memory. Thread-safe.
///
/// Two calls ask the same where tenant, class of data, provider, credential, method, path, query, every byte of the
/// body
/// and every header that goes to the provider agree, but for those in [#ABOUT_THE_CALL]. All is forgotten when the
/// policy or a switch changes. Content that can be erased is never kept.
public final class ResponseCache {
    /// Headers that name a call or its client, and that no answer depends on.
    static final Set<String> ABOUT_THE_CALL = Set.of(("user-agent traceparent tracestate baggage x-request-id"
                    + " x-client-request-id x-stainless-arch x-stainless-lang x-stainless-os x-stainless-package-version"
                    + " x-stainless-read-timeout x-stainless-retry-count x-stainless-runtime"
                    + " x-stainless-runtime-version x-stainless-timeout x-stainless-async x-stainless-helper-method"
                    + " idempotency-key x-claude-code-session-id x-claude-code-agent-id"
                    + " x-claude-code-parent-agent-id amz-sdk-invocation-id amz-sdk-request x-amz-user-agent")
            .split(" "));

    private static final String TTL = "cf-aig-cache-ttl";
    private static final String SKIP = "cf-aig-skip-cache";

    private final CacheProperties properties;
    private final Supplier<?> switches;
    private final Ticker clock;
    private final Cache<String, CachedResponse.Kept> entries;
    final ConcurrentMap<String, CompletableFuture<CachedResponse.@Nullable Kept>> flights = new ConcurrentHashMap<>();
    private Epoch epoch = new Epoch(0, "", "");

    /// What everything is forgotten with.
    private record Epoch(long number, String policy, Object switches) {}

    /// @param switches what is stopped; another object after each change
    /// @param clock monotonic, nanoseconds
    public ResponseCache(CacheProperties properties, Supplier<?> switches, Ticker clock) {
        this.properties = properties;
        this.switches = switches;
        this.clock = clock;
        this.entries = Caffeine.newBuilder()
                .ticker(clock)
                .maximumWeight(properties.maxBytes().toBytes())
                .weigher((String key, CachedResponse.Kept kept) -> weight(kept))
                .expireAfterWrite(properties.routes().stream()
                        .map(CacheProperties.Route::ttl)
                        .max(Duration::compareTo)
                        .orElse(Duration.ofMinutes(5)))
                .build();
    }

    private static int weight(CachedResponse.Kept kept) {
        int bytes = 512 + kept.body().length;
        for (int i = 0; i < kept.headers().size(); i++) {
            bytes += 2
                            * (kept.headers().name(i).length()
                                    + kept.headers().value(i).length())
                    + 64;
        }
        return bytes;
    }

    /// What is done for a call; null where its route keeps nothing.
    /// @param told is given the response headers that say so
    /// @throws Refusal the caller asks for what is no time
    public @Nullable CachedCall of(
            OutboundRequest out, RequestFacts facts, Reservation memory, BiConsumer<String, String> told) {
        Call call = out.call();
        CacheProperties.Route route = properties.routes().isEmpty()
                ? null
                : properties.route(
                        call.provider().name(), call.request().target().path());
        if (route == null) {
            return null;
        }
        boolean isCloudflares = call.request().headers().hasPrefix("cf-aig-");
        BiConsumer<String, String> status = (chirographs, cloudflares) -> {
            told.accept("Chirograph-Cache", chirographs);
            if (isCloudflares) {
                told.accept("cf-aig-cache-status", cloudflares);
            }
        };
        Duration ttl = ttl(route, call.request().headers());
        if (ttl.isZero() || !isFit(call, facts, route)) {
            status.accept("bypass", "BYPASS");
            return null;
        }
        return new CachedCall(this, call, key(out), ttl, memory, status);
    }

    private static Duration ttl(CacheProperties.Route route, Headers headers) {
        String skip = headers.list(SKIP);
        if (skip != null && skip.strip().equalsIgnoreCase("true")) {
            return Duration.ZERO;
        }
        String asked = headers.list(TTL);
        if (asked == null) {
            return route.ttl();
        }
        if (!asked.strip().matches("[0-9]{1,9}")) {
            throw new Refusal(
                    ErrorCode.CACHE_TTL_INVALID, TTL + " is a number of seconds.", TTL, RecordedValue.cut(asked));
        }
        var seconds = Duration.ofSeconds(Long.parseLong(asked.strip()));
        return seconds.compareTo(route.ttl()) < 0 ? seconds : route.ttl();
    }

    /// Whether the same question may have the same answer.
    private static boolean isFit(Call call, RequestFacts facts, CacheProperties.Route route) {
        Operation operation = call.operation();
        SortedMap<String, Object> parameters = facts.parameters();
        if (operation.operationClass() != OperationClass.INFERENCE
                || call.reading(facts) != BodyFacts.Reading.WHOLE
                || !facts.reading().repeated().isEmpty()
                || call.decision().terms().isErasable()
                || Boolean.TRUE.equals(parameters.get("background"))) {
            return false;
        }
        boolean isStored = Boolean.TRUE.equals(parameters.get("store"))
                || (operation.endpoint().equals("responses") && !Boolean.FALSE.equals(parameters.get("store")));
        boolean isAlone = Boolean.TRUE.equals(facts.context().seen().complete())
                && facts.reading().references().isEmpty();
        boolean hasTools = parameters.containsKey("tools.count")
                || parameters.containsKey("functions.count")
                || !facts.toolResults().equals(ModelRequest.ToolResults.NONE);
        return (route.also().contains(Also.STATE) || (!isStored && isAlone))
                && (route.also().contains(Also.TOOLS) || !hasTools)
                && (route.also().contains(Also.TEMPERATURE) || isSteady(operation, parameters));
    }

    /// Embeddings know no temperature; elsewhere a provider's own is not 0.
    private static boolean isSteady(Operation operation, Map<String, Object> parameters) {
        if (operation.name().equals("embeddings")) {
            return true;
        }
        return parameters.get("gen_ai.request.temperature") instanceof Number temperature
                && temperature.doubleValue() == 0;
    }

    private String key(OutboundRequest out) {
        Call call = out.call();
        MessageDigest sha256 = Sha256.create();
        String tenant = call.verified("tenant");
        add(sha256, tenant.isEmpty() ? "" : "tenant");
        add(sha256, tenant.isEmpty() ? call.verified("keyId") + " " + call.verified("sub") : tenant);
        String dataClass = call.policy().dataClass();
        add(sha256, dataClass == null ? "" : dataClass);
        add(sha256, call.provider().name());
        add(sha256, call.request().method());
        add(sha256, out.target().path());
        String query = out.target().query();
        add(sha256, query == null ? "" : "?" + query);
        Headers headers = call.forwarded();
        for (int i = 0; i < headers.size(); i++) {
            boolean isToken =
                    call.credential().token() != null && headers.name(i).equals("authorization");
            if (!isToken && !ABOUT_THE_CALL.contains(headers.name(i))) {
                add(sha256, headers.name(i));
                add(sha256, headers.value(i));
            }
        }
        add(sha256, "");
        ReceivedBody body = out.body();
        add(sha256, body == null ? "" : body.digest().value() + " " + body.length());
        add(sha256, Long.toString(epoch(call.policy().policyDigest()).number));
        return HexFormat.of().formatHex(sha256.digest());
    }

    /// Each part with its length before it, so that no two lists of parts are one.
    private static void add(MessageDigest to, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        to.update(ByteBuffer.allocate(4).putInt(bytes.length).array());
        to.update(bytes);
    }

    private synchronized Epoch epoch(String policy) {
        Object now = switches.get();
        if (now != epoch.switches || !policy.equals(epoch.policy)) {
            epoch = new Epoch(epoch.number + 1, policy, now);
            entries.invalidateAll();
        }
        return epoch;
    }

    CachedResponse.@Nullable Kept find(String key, Duration ttl) {
        CachedResponse.Kept kept = entries.getIfPresent(key);
        return kept != null && age(kept).compareTo(ttl) < 0 ? kept : null;
    }

    Duration age(CachedResponse.Kept kept) {
        return Duration.ofNanos(Math.max(0, clock.read() - kept.nanos()));
    }

    void keep(String key, CachedResponse.Kept kept) {
        entries.put(key, kept);
    }

    long now() {
        return clock.read();
    }

    CacheProperties properties() {
        return properties;
    }

    /// Bytes that are kept now.
    public long bytes() {
        return entries.policy()
                .eviction()
                .map(eviction -> eviction.weightedSize().orElse(0))
                .orElse(0L);
    }
}
