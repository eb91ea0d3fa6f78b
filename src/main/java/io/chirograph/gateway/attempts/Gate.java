package io.chirograph.gateway.attempts;

import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.web.ErrorCode;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Whether calls may go to one provider with one kind of credential now: its circuit breaker, and its bound on calls
/// under way. Thread-safe.
public final class Gate {
    private final String provider;
    private final String credential;
    private final @Nullable CircuitBreaker breaker;
    private final @Nullable Bulkhead bulkhead;
    private final Duration open;
    private final LongAdder refused = new LongAdder();
    private volatile long openedAt;

    /// @param credential whose it is, as events say it
    Gate(String provider, String credential, GatewayProperties.Provider settings) {
        this.provider = provider;
        this.credential = credential;
        this.open = settings.breaker().open();
        this.breaker = settings.breaker().failureRate() == 0 ? null : breaker(settings.breaker());
        this.bulkhead = settings.maxCalls() == 0
                ? null
                : Bulkhead.of(
                        provider,
                        BulkheadConfig.custom()
                                .maxConcurrentCalls(settings.maxCalls())
                                .maxWaitDuration(Duration.ZERO)
                                .build());
    }

    private CircuitBreaker breaker(GatewayProperties.Breaker settings) {
        CircuitBreaker made = CircuitBreaker.of(
                provider,
                CircuitBreakerConfig.custom()
                        .failureRateThreshold(settings.failureRate())
                        .slidingWindowSize(settings.calls())
                        .minimumNumberOfCalls(settings.calls())
                        .waitDurationInOpenState(settings.open())
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .build());
        made.getEventPublisher().onStateTransition(event -> openedAt = System.nanoTime());
        return made;
    }

    /// What a call finds.
    sealed interface Entry permits Pass, Closed {}

    /// The call may go: one of those under way until it is closed. One thread.
    final class Pass implements Entry, AutoCloseable {
        private final long begun = System.nanoTime();
        private boolean isJudged;
        private boolean isClosed;

        /// How an attempt ended; the first word counts.
        void judge(boolean isGood) {
            if (breaker == null || isJudged) {
                return;
            }
            isJudged = true;
            long nanos = System.nanoTime() - begun;
            if (isGood) {
                breaker.onSuccess(nanos, TimeUnit.NANOSECONDS);
            } else {
                breaker.onError(nanos, TimeUnit.NANOSECONDS, new IOException("an attempt failed"));
            }
        }

        @Override
        public void close() {
            if (isClosed) {
                return;
            }
            isClosed = true;
            if (breaker != null && !isJudged) {
                breaker.releasePermission();
            }
            if (bulkhead != null) {
                bulkhead.onComplete();
            }
        }
    }

    /// The call may not go now.
    record Closed(ErrorCode code, Duration retryAfter) implements Entry {}

    Entry enter() {
        if (bulkhead != null && !bulkhead.tryAcquirePermission()) {
            refused.increment();
            return new Closed(ErrorCode.PROVIDER_BUSY, Duration.ofSeconds(1));
        }
        if (breaker != null && !breaker.tryAcquirePermission()) {
            if (bulkhead != null) {
                bulkhead.onComplete();
            }
            refused.increment();
            Duration left = open.minusNanos(System.nanoTime() - openedAt);
            return new Closed(ErrorCode.CIRCUIT_OPEN, left.isPositive() ? left : Duration.ofSeconds(1));
        }
        return new Pass();
    }

    public String provider() {
        return provider;
    }

    public String credential() {
        return credential;
    }

    /// `closed`, `half-open` or `open`; `none` where there is no breaker.
    public String state() {
        if (breaker == null) {
            return "none";
        }
        return switch (breaker.getState()) {
            case OPEN, FORCED_OPEN -> "open";
            case HALF_OPEN -> "half-open";
            case CLOSED, DISABLED, METRICS_ONLY -> "closed";
        };
    }

    /// How many calls are under way; 0 where there is no bound.
    public int calls() {
        return bulkhead == null
                ? 0
                : bulkhead.getBulkheadConfig().getMaxConcurrentCalls()
                        - bulkhead.getMetrics().getAvailableConcurrentCalls();
    }

    /// How often a call was turned away.
    public long refused() {
        return refused.sum();
    }
}
