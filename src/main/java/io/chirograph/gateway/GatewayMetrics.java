package io.chirograph.gateway;

import io.chirograph.event.value.Cost;
import io.chirograph.event.value.ModelResponse;
import io.chirograph.event.value.Outcome;
import io.chirograph.gateway.attempts.Gate;
import io.chirograph.gateway.attempts.Gates;
import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.exchange.OpenExchanges;
import io.chirograph.gateway.federation.FederatedCredential;
import io.chirograph.gateway.http.MemoryBudget;
import io.chirograph.gateway.http.Spool;
import io.chirograph.gateway.server.OpenConnections;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.gateway.upstream.Provider;
import io.chirograph.gateway.upstream.Providers;
import io.chirograph.gateway.upstream.Upstream;
import io.chirograph.support.metrics.Meters;
import io.chirograph.web.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// What operations see of the gateway. No label holds anything that a caller chose.
final class GatewayMetrics {
    private static final String PREFIX = "chirograph.gateway.";

    /// What Anthropic says where it does not say where a model ran.
    private static final String UNSAID = "not_available";

    private final Timer added;
    private final Meter.MeterProvider<Counter> calls;
    private final Meter.MeterProvider<Counter> refusals;
    private final Meter.MeterProvider<Counter> costs;
    private final Meter.MeterProvider<Counter> unknownCosts;
    private final Meter.MeterProvider<Counter> elsewhere;

    GatewayMetrics(
            MeterRegistry registry,
            OpenExchanges open,
            OpenConnections connections,
            Spool spool,
            Providers providers,
            Gates gates,
            GatewayProperties properties) {
        this.calls = Counter.builder("chirograph.gateway.calls")
                .description("calls that were recorded as ended, by provider, dialect and outcome")
                .withRegistry(registry);
        this.refusals = Counter.builder("chirograph.gateway.refusals")
                .description("calls that the gateway refused, by code")
                .withRegistry(registry);
        this.costs = Counter.builder("chirograph.gateway.cost")
                .description("what calls cost by the table of prices, by provider and the table's name of the model")
                .baseUnit("dollars")
                .withRegistry(registry);
        this.unknownCosts = Counter.builder("chirograph.gateway.cost.unknown")
                .description("calls whose cost is not known, by provider and reason")
                .withRegistry(registry);
        this.elsewhere = Counter.builder("chirograph.gateway.region.differs")
                .description("answers that say that the model ran elsewhere than the provider's declared region")
                .withRegistry(registry);
        this.added = Timer.builder("chirograph.gateway.added.latency")
                .description("time in the gateway less time waiting on the provider and the caller")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(100_000))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        Meters.of(registry, PREFIX, open)
                .gauge("open", "calls under way, open streams among them", OpenExchanges::count)
                .in("seconds")
                .gauge(
                        "open.oldest",
                        "age of the call that has been under way longest; 0 when there is none",
                        o -> Meters.seconds(o.oldest()))
                .gauge(
                        "longest.timeout",
                        "the longest that a call can be under way without a byte of its answer",
                        o -> Meters.seconds(properties.longestTimeout()));
        Meters.of(registry, PREFIX, connections)
                .gauge("connections", "callers' connections that are open", OpenConnections::count)
                .counter(
                        "connections.evicted",
                        "waiting connections that were closed to make room for others",
                        OpenConnections::evicted)
                .counter(
                        "connections.refused",
                        "new connections that were closed because all others were being served",
                        OpenConnections::turnedAway)
                .in("bytes")
                .gauge(
                        "memory.used",
                        "memory that connections and requests hold",
                        c -> c.memory().used())
                .gauge(
                        "memory.limit",
                        "memory that connections and requests may hold; beyond it they are refused",
                        c -> c.memory().limit());
        Meters.of(registry, PREFIX, spool.room())
                .in("bytes")
                .gauge("spool.used", "bytes of request bodies in the spool", MemoryBudget::used)
                .gauge("spool.quota", "bytes that the spool may hold", MemoryBudget::limit);
        for (Gate gate : gates.all()) {
            Meters.of(registry, "chirograph.upstream.", gate)
                    .tag("provider", gate.provider())
                    .tag("credential", gate.credential())
                    .flag(
                            "breaker.open",
                            "1 while nothing, or single calls alone, is sent to a provider",
                            one -> one.state().endsWith("open"))
                    .gauge("calls", "calls under way to a provider whose calls are bounded", Gate::calls)
                    .counter("turned.away", "attempts that a breaker or a bound on calls turned away", Gate::refused);
        }
        for (Provider provider : providers.all()) {
            FederatedCredential identity = provider.identity();
            if (identity != null) {
                token(registry, provider.name(), identity);
            }
            elsewhere.withTags("provider", provider.name()); // from zero, so that the first one is an increase
            Meters.of(registry, "chirograph.upstream.", provider.upstream())
                    .tag("provider", provider.name())
                    .counter(
                            "surplus",
                            "connections dropped because the provider sent bytes that nobody had asked for",
                            Upstream::surplus);
        }
    }

    private static void token(MeterRegistry registry, String provider, FederatedCredential identity) {
        Meters.of(registry, "chirograph.upstream.token.", identity)
                .tag("provider", provider)
                .counter(
                        "exchanges", "exchanges for a provider's token that were tried", FederatedCredential::exchanges)
                .counter("failures", "exchanges that brought no token", FederatedCredential::failures)
                .in("seconds")
                .gauge(
                        "left",
                        "how long the token in use is still good; 0 when there is none",
                        FederatedCredential::secondsLeft)
                .gauge(
                        "failing",
                        "how long no exchange has brought a token; 0 where the last one did",
                        FederatedCredential::secondsFailing);
    }

    void call(Call call, Outcome outcome, long addedNanos) {
        calls.withTags(
                        "provider", call.provider().name(),
                        "dialect", call.dialect().name(),
                        "outcome", outcome.wire())
                .increment();
        added.record(Math.max(0, addedNanos), TimeUnit.NANOSECONDS);
    }

    /// Counts what an answer cost and whether it came from elsewhere.
    void answered(Provider provider, ModelResponse said) {
        String declared = provider.settings().region();
        String observed = said.inferenceGeo();
        if (declared != null && observed != null && !isWithin(declared, observed)) {
            elsewhere.withTags("provider", provider.name()).increment();
        }
        Cost cost = said.cost();
        if (cost != null) {
            charged(provider, cost);
        }
    }

    /// Whether a declared region, `us-east-1`, is in what a provider names, `us`.
    private static boolean isWithin(String declared, String observed) {
        String place = observed.toLowerCase(Locale.ROOT);
        String region = declared.toLowerCase(Locale.ROOT);
        return place.equals(UNSAID) || region.equals(place) || region.startsWith(place + "-");
    }

    /// The table of prices bounds how many models there are.
    private void charged(Provider provider, Cost cost) {
        if (cost.amount() == null) {
            unknownCosts
                    .withTags("provider", provider.name(), "reason", String.valueOf(cost.unknown()))
                    .increment();
        } else {
            costs.withTags("provider", provider.name(), "model", String.valueOf(cost.line()))
                    .increment(cost.amount().doubleValue());
        }
    }

    void refused(ErrorCode code) {
        refusals.withTags("code", code.code()).increment();
    }
}
