package io.chirograph.spring.outbox;

import io.chirograph.spring.gateway.Batch;
import io.chirograph.spring.gateway.GatewayClient;
import io.chirograph.spring.gateway.Outcome;
import io.chirograph.spring.outbox.OutboxStore.Request;
import io.micrometer.core.instrument.Timer;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionCallback;

/// Sends what is in the outbox: one thread, one request at a time, and one node at a time, which has the
/// lease. Goes on until the gateway has answered; a request that it refuses for what an event says is sent
/// event by event, and the event is parked.
///
/// Order: that of writing, as ids have it. Transactions that overlap come in the order of their commits;
/// those of several nodes, also in that of their clocks. Where two nodes both believe to have the lease
/// (clocks that differ by more than it), the order may break; nothing is recorded twice for it, since they
/// send the same requests.
public final class OutboxRelay implements SmartLifecycle {
    private static final Logger log = LoggerFactory.getLogger(OutboxRelay.class);
    /// Stops behind servers and listeners, so that what they still write is sent.
    private static final int PHASE = SmartLifecycle.DEFAULT_PHASE - 8192;
    /// How long the gateway knows an `Idempotency-Key`.
    private static final Duration KEY_KNOWN = Duration.ofHours(24);
    private static final Duration FORGET_EVERY = Duration.ofSeconds(10);
    private static final int FORGET_AT_ONCE = 1000;

    private final OutboxStore store;
    private final OutboxTransactions transactions;
    private final GatewayClient gateway;
    private final OutboxProperties properties;
    private final OutboxMetrics metrics;
    private final Clock clock;
    private final String owner = UUID.randomUUID().toString();
    private final Semaphore written = new Semaphore(0);
    private final Object switching = new Object();
    private volatile CountDownLatch stopping = new CountDownLatch(0);
    private @Nullable Thread thread;
    private volatile @Nullable String trouble;
    private int failures;
    private long forgetAt;

    OutboxRelay(
            OutboxStore store,
            OutboxTransactions transactions,
            GatewayClient gateway,
            OutboxProperties properties,
            OutboxMetrics metrics,
            Clock clock) {
        this.store = store;
        this.transactions = transactions;
        this.gateway = gateway;
        this.properties = properties;
        this.metrics = metrics;
        this.clock = clock;
    }

    /// Something was committed: look at once.
    void written() {
        if (written.availablePermits() == 0) {
            written.release();
        }
    }

    /// Why the last round did not get through; null where it did.
    @Nullable
    String trouble() {
        return trouble;
    }

    @Override
    public void start() {
        synchronized (switching) {
            if (thread != null) {
                return;
            }
            stopping = new CountDownLatch(1);
            thread = new Thread(this::run, "chirograph-outbox");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /// Waits for the request that is under way.
    @Override
    public void stop() {
        synchronized (switching) {
            Thread running = thread;
            if (running == null) {
                return;
            }
            stopping.countDown();
            written.release();
            try {
                running.join();
            } catch (InterruptedException e) {
                running.interrupt();
                Thread.currentThread().interrupt();
            }
            thread = null;
        }
    }

    @Override
    public boolean isRunning() {
        synchronized (switching) {
            return thread != null;
        }
    }

    @Override
    public int getPhase() {
        return PHASE;
    }

    private void run() {
        try {
            while (stopping.getCount() > 0) {
                Duration pause = round();
                if (failures > 0) {
                    stopping.await(pause.toMillis(), TimeUnit.MILLISECONDS);
                } else if (!pause.isZero() && written.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    written.drainPermits();
                }
            }
            transactions.own().executeWithoutResult(status -> store.endLease(owner));
        } catch (InterruptedException e) {
            log.warn("the outbox's relay was interrupted; what it was sending goes on after the next start");
        } catch (DataAccessException | TransactionException e) {
            log.warn("the outbox's lease cannot be given back; it ends by itself", e);
        }
    }

    /// At most one request.
    /// @return how long to wait for the next one
    private Duration round() {
        try {
            if (!lease()) {
                return calm(properties.poll());
            }
            forget();
            Request request = next();
            if (request == null) {
                return calm(properties.poll());
            }
            return send(request);
        } catch (DataAccessException | TransactionException e) {
            return troubled("the outbox's tables cannot be used: " + e.getMessage(), null);
        } catch (RuntimeException e) {
            log.error("the outbox's relay has a fault of its own", e);
            return troubled("a fault of its own: " + e, null);
        }
    }

    private boolean lease() {
        long now = clock.millis();
        try {
            return yes(
                    status -> store.lease(owner, now, now + properties.lease().toMillis()));
        } catch (DuplicateKeyException another) {
            return false;
        }
    }

    private @Nullable Request next() {
        Request request = underWay();
        if (request != null) {
            return request;
        }
        String batch = UUID.randomUUID().toString();
        boolean isClaimed = yes(status ->
                store.claim(batch, properties.batch(), properties.batchSize().toBytes()));
        return isClaimed ? underWay() : null;
    }

    private @Nullable Request underWay() {
        Optional<Request> request = transactions.own().execute(status -> store.underWay());
        return request == null ? null : request.orElse(null);
    }

    private Duration send(Request request) {
        long now = clock.millis();
        if (request.sentAt() != null && request.sentAt().plus(KEY_KNOWN).toEpochMilli() <= now) {
            log.warn(
                    "events may stand twice in the log: their first sending, of unknown outcome, was at {}, and the"
                            + " gateway knows its key for 24 hours; both have the metadata outbox={}",
                    request.sentAt(),
                    request.id());
            metrics.late.increment();
        }
        transactions.own().executeWithoutResult(status -> store.sending(request.id(), now));
        Timer.Sample sample = Timer.start();
        Outcome outcome = gateway.send(batch(request));
        sample.stop(outcome instanceof Outcome.Unavailable ? metrics.failures : metrics.requests);
        if (outcome instanceof Outcome.Recorded recorded) {
            transactions
                    .own()
                    .executeWithoutResult(status -> store.recorded(request, recorded.events(), clock.millis()));
            metrics.recorded.increment(recorded.events().size());
            return calm(Duration.ZERO);
        }
        if (outcome instanceof Outcome.Refused refused) {
            return refused(request, refused);
        }
        Outcome.Unavailable away = (Outcome.Unavailable) outcome;
        if (!away.mayBeRecorded()) {
            transactions.own().executeWithoutResult(status -> store.notSent(request.id()));
        }
        return troubled("the gateway is not available: " + away.why(), away.retryAfter());
    }

    private Duration refused(Request request, Outcome.Refused refused) {
        if (!refused.isAboutEvents()) {
            transactions.own().executeWithoutResult(status -> store.notSent(request.id()));
            return troubled("the gateway refuses all events: " + refused, null);
        }
        if (request.rows().size() > 1) {
            transactions.own().executeWithoutResult(status -> {
                store.notSent(request.id());
                store.split(request.id());
            });
            return calm(Duration.ZERO);
        }
        String row = request.rows().get(0).id();
        transactions.own().executeWithoutResult(status -> store.park(row, refused.toString()));
        metrics.parked.increment();
        log.error("the gateway refuses the event in row {} of the outbox for good: {}", row, refused);
        return calm(Duration.ZERO);
    }

    /// With metadata that tell repetitions that the gateway could not know as such.
    private static Batch batch(Request request) {
        Map<String, Object> metadata = new LinkedHashMap<>(request.metadata());
        metadata.put("outbox", request.id());
        metadata.put("outboxSending", request.sendings() + 1);
        return new Batch(
                request.id(), request.rows().stream().map(OutboxStore.Row::body).toList(), metadata, null);
    }

    private void forget() {
        long now = clock.millis();
        if (now < forgetAt) {
            return;
        }
        Integer gone = transactions
                .own()
                .execute(status ->
                        store.forget(now - properties.keep().toMillis(), properties.keepMost(), FORGET_AT_ONCE));
        if (gone == null || gone < FORGET_AT_ONCE) {
            forgetAt = now + FORGET_EVERY.toMillis();
        }
    }

    private Duration calm(Duration pause) {
        if (trouble != null) {
            log.info("the outbox's events go to the gateway again");
        }
        trouble = null;
        failures = 0;
        return pause;
    }

    private Duration troubled(String why, @Nullable Duration asked) {
        if (!why.equals(trouble)) {
            log.warn("the outbox's events wait: {}", why);
        }
        trouble = why;
        long most = properties.maxBackoff().toMillis();
        long doubled = properties.backoff().toMillis() << Math.min(failures, 20);
        failures++;
        long pause = Math.min(doubled, most);
        long jittered = pause / 2 + ThreadLocalRandom.current().nextLong(pause / 2 + 1);
        return Duration.ofMillis(Math.max(jittered, asked == null ? 0 : asked.toMillis()));
    }

    private boolean yes(TransactionCallback<Boolean> action) {
        return Boolean.TRUE.equals(transactions.own().execute(action));
    }
}
