package io.chirograph.gateway;

import io.chirograph.event.Outcome;
import io.chirograph.web.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// What operations see of the gateway. No label holds anything that a caller chose.
final class GatewayMetrics {
    private final MeterRegistry registry;
    private final Timer added;
    private final ConcurrentHashMap<Label, Counter> calls = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<String, Counter> refusals = new ConcurrentHashMap<>();

    GatewayMetrics(
            MeterRegistry registry,
            OpenExchanges open,
            OpenConnections connections,
            Spool spool,
            Providers providers,
            Duration longestTimeout) {
        this.registry = registry;
        this.added = Timer.builder("chirograph.gateway.added.latency")
                .description("time in the gateway less time waiting on the provider and the caller")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofNanos(100_000))
                .maximumExpectedValue(Duration.ofSeconds(10))
                .register(registry);
        Gauge.builder("chirograph.gateway.open", open, OpenExchanges::count)
                .description("calls under way, open streams among them")
                .register(registry);
        Gauge.builder("chirograph.gateway.open.oldest", open, o -> seconds(o.oldest()))
                .description("age of the call that has been under way longest; 0 when there is none")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("chirograph.gateway.longest.timeout", () -> seconds(longestTimeout))
                .description("the longest that a call can be under way without a byte of its answer")
                .baseUnit("seconds")
                .register(registry);
        Gauge.builder("chirograph.gateway.connections", connections, OpenConnections::count)
                .description("callers' connections that are open")
                .register(registry);
        FunctionCounter.builder("chirograph.gateway.connections.evicted", connections, OpenConnections::evicted)
                .description("waiting connections that were closed to make room for others")
                .register(registry);
        FunctionCounter.builder("chirograph.gateway.connections.refused", connections, OpenConnections::turnedAway)
                .description("new connections that were closed because all others were being served")
                .register(registry);
        Gauge.builder(
                        "chirograph.gateway.memory.used",
                        connections,
                        c -> c.memory().used())
                .description("memory that connections and requests hold")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder(
                        "chirograph.gateway.memory.limit",
                        connections,
                        c -> c.memory().limit())
                .description("memory that connections and requests may hold; beyond it they are refused")
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("chirograph.gateway.spool.used", spool, s -> s.room().used())
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("chirograph.gateway.spool.quota", spool, s -> s.room().limit())
                .baseUnit("bytes")
                .register(registry);
        for (Provider provider : providers.all()) {
            FunctionCounter.builder("chirograph.upstream.surplus", provider.upstream(), Upstream::surplus)
                    .description("connections dropped because the provider sent bytes that nobody had asked for")
                    .tag("provider", provider.name())
                    .register(registry);
        }
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    void call(Call call, Outcome outcome, long addedNanos) {
        var label = new Label(call.provider().name(), call.dialect().name(), outcome);
        calls.computeIfAbsent(label, this::counter).increment();
        added.record(Math.max(0, addedNanos), TimeUnit.NANOSECONDS);
    }

    void refused(ErrorCode code) {
        refusals.computeIfAbsent(
                        code.code(),
                        c -> Counter.builder("chirograph.gateway.refusals")
                                .description("calls that the gateway refused, by code")
                                .tag("code", c)
                                .register(registry))
                .increment();
    }

    private Counter counter(Label label) {
        return Counter.builder("chirograph.gateway.calls")
                .description("calls that were recorded as ended, by provider, dialect and outcome")
                .tag("provider", label.provider)
                .tag("dialect", label.dialect)
                .tag("outcome", label.outcome.wire())
                .register(registry);
    }

    private record Label(String provider, String dialect, Outcome outcome) {}
}
