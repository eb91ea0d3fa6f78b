package io.chirograph.gateway.federation;

import io.chirograph.gateway.settings.WorkloadIdentity;
import io.chirograph.support.concurrent.Worker;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The token by which the gateway calls one provider: got when it is needed, and anew ahead of its end.
///
/// One exchange is under way at a time, whoever waits for it. Where one fails the token that there is stays in use
/// until shortly before its end, and the next try waits, from one second on up to half a minute. Thread-safe.
public final class FederatedCredential implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(FederatedCredential.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_PAUSE = 30 * SECOND;
    private static final long REJECTIONS_APART = 60 * SECOND;
    private static final long MOST_MARGIN = 30 * SECOND;

    private final String provider;
    private final Duration timeout;
    private final WorkloadIdentity.Exchange kind;
    private final Source source;
    private final LongSupplier nanos;
    private final ReentrantLock exchanging = new ReentrantLock();
    private final LongAdder exchanges = new LongAdder();
    private final LongAdder failures = new LongAdder();
    private volatile @Nullable Held held;
    private volatile Trouble trouble;
    private volatile long rejectedAt;
    private @Nullable Worker worker;

    /// Where tokens come from.
    interface Source extends AutoCloseable {
        AccessToken next() throws ExchangeFailed, InterruptedException;

        @Override
        default void close() {}
    }

    /// @param renewFrom when another one is to be got, by the monotonic clock
    /// @param until when it is handed out no more
    /// @param isRejected whether the provider did not take it
    private record Held(AccessToken token, long renewFrom, long until, boolean isRejected) {}

    /// What goes wrong since when; none where `times` is 0.
    private record Trouble(int times, long since, long next, String why) {}

    /// There is no token that could be sent.
    /// Its message holds nothing that a token endpoint said.
    public static final class Unavailable extends Exception {
        private final transient Duration retryAfter;

        Unavailable(String message, Duration retryAfter) {
            super(message);
            this.retryAfter = retryAfter;
        }

        /// When the gateway tries again.
        public Duration retryAfter() {
            return retryAfter;
        }
    }

    public static FederatedCredential of(String provider, WorkloadIdentity settings, Clock clock) {
        var exchange = new TokenExchange(settings, clock);
        Source source = new Source() {
            @Override
            public AccessToken next() throws ExchangeFailed, InterruptedException {
                return exchange.run();
            }

            @Override
            public void close() {
                exchange.close();
            }
        };
        // Two exchanges where a service account's token follows.
        Duration longest = settings.timeout().multipliedBy(2);
        return new FederatedCredential(provider, settings.exchange(), source, longest, System::nanoTime);
    }

    FederatedCredential(
            String provider, WorkloadIdentity.Exchange kind, Source source, Duration timeout, LongSupplier nanos) {
        this.provider = provider;
        this.kind = kind;
        this.source = source;
        this.timeout = timeout;
        this.nanos = nanos;
        long now = nanos.getAsLong();
        this.trouble = none(now);
        this.rejectedAt = now - REJECTIONS_APART;
    }

    private static Trouble none(long now) {
        return new Trouble(0, now, now, "");
    }

    /// Gets the first token and renews it ahead of its end, until closed.
    public void start() {
        worker = Worker.start("workload-identity-" + provider, Worker.Serves.CALLS, stop -> {
            do {
                renew();
            } while (!stop.within(LOOK));
        });
    }

    /// The token to call with now; waits for an exchange only where there is none that could be sent.
    public AccessToken token() throws Unavailable {
        Held now = held;
        if (now != null && isGood(now) && !now.isRejected) {
            return now.token;
        }
        try {
            exchange(false);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        now = held;
        if (now != null && isGood(now)) {
            return now.token;
        }
        Trouble why = trouble;
        long left = Math.max(SECOND, why.next - nanos.getAsLong());
        throw new Unavailable(
                "Provider " + provider + " is called by the gateway's workload identity, which has no token now.",
                Duration.ofNanos(left));
    }

    /// Gets another token if it is time.
    void renew() throws InterruptedException {
        Held now = held;
        if (now == null || now.isRejected || nanos.getAsLong() - now.renewFrom >= 0) {
            exchange(true);
        }
    }

    /// The provider did not take this token: another one is got, once a minute at most. What callers ask for can be
    /// refused with any token, so the one that there is stays where no other is to be had.
    public void rejected(String text) {
        synchronized (this) {
            Held now = held;
            long time = nanos.getAsLong();
            if (now != null && now.token.text().equals(text) && time - rejectedAt >= REJECTIONS_APART) {
                rejectedAt = time;
                held = new Held(now.token, now.renewFrom, now.until, true);
            }
        }
    }

    /// @param isAhead whether a token that is good is to be renewed
    private void exchange(boolean isAhead) throws InterruptedException {
        if (!exchanging.tryLock(timeout.toNanos(), TimeUnit.NANOSECONDS)) {
            return;
        }
        try {
            Held now = held;
            long time = nanos.getAsLong();
            boolean isDone = now != null && isGood(now) && !now.isRejected && !(isAhead && time - now.renewFrom >= 0);
            if (!isDone && (trouble.times == 0 || time - trouble.next >= 0)) {
                exchange(time);
            }
        } finally {
            exchanging.unlock();
        }
    }

    private void exchange(long begun) throws InterruptedException {
        exchanges.increment();
        AccessToken token;
        try {
            token = source.next();
        } catch (ExchangeFailed | RuntimeException e) {
            failed(
                    e instanceof ExchangeFailed
                            ? String.valueOf(e.getMessage())
                            : e.getClass().getSimpleName());
            return;
        }
        // It counts from before it was asked for, and is sent no more when it could end on its way.
        long life = TimeUnit.SECONDS.toNanos(token.seconds());
        long margin = Math.min(life / 10, MOST_MARGIN);
        synchronized (this) {
            held = new Held(token, begun + life / 4 * 3, begun + life - margin, false);
        }
        if (trouble.times > 0) {
            log.info("provider {}: there is a token of the workload identity again", provider);
        }
        trouble = none(nanos.getAsLong());
    }

    private void failed(String why) {
        failures.increment();
        long now = nanos.getAsLong();
        Trouble before = trouble;
        long pause = Math.min(SECOND << Math.min(before.times, 10), MOST_PAUSE);
        if (!why.equals(before.why)) {
            log.warn("provider {}: no token of the workload identity: {}", provider, why);
        }
        trouble = new Trouble(before.times + 1, before.times == 0 ? now : before.since, now + pause, why);
        synchronized (this) {
            Held old = held;
            if (old != null && old.isRejected) {
                held = new Held(old.token, now, old.until, false);
            }
        }
    }

    private boolean isGood(Held now) {
        return nanos.getAsLong() - now.until < 0;
    }

    /// A header that a provider wants beside such a token, and the member of its list; null for none.
    public @Nullable String beta() {
        return switch (kind) {
            case ANTHROPIC -> "oauth-2025-04-20";
            case OPENAI, GOOGLE, AZURE, TOKEN_EXCHANGE -> null;
        };
    }

    /// How often an exchange was tried.
    public long exchanges() {
        return exchanges.sum();
    }

    /// How many of them brought no token.
    public long failures() {
        return failures.sum();
    }

    /// For how many seconds the token in use is still good; 0 for none.
    public double secondsLeft() {
        Held now = held;
        return now == null ? 0 : Math.max(0, (now.until - nanos.getAsLong()) / (double) SECOND);
    }

    /// For how many seconds no exchange has brought a token; 0 where the last one did.
    public double secondsFailing() {
        Trouble now = trouble;
        return now.times == 0 ? 0 : Math.max(1, (nanos.getAsLong() - now.since) / (double) SECOND);
    }

    /// For operators, in words.
    public String state() {
        Held now = held;
        Trouble why = trouble;
        String token = now != null && isGood(now)
                ? "a token until " + now.token.facts().expires()
                : "no token";
        return why.times == 0 ? token : token + "; " + why.times + " exchanges failed: " + why.why;
    }

    @Override
    public void close() {
        if (worker != null) {
            worker.stop();
        }
        source.close();
    }
}
