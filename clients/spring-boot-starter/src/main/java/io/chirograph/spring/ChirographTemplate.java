package io.chirograph.spring;

import io.chirograph.spring.events.AuditEvent;
import io.chirograph.spring.gateway.Batch;
import io.chirograph.spring.gateway.GatewayClient;
import io.chirograph.spring.gateway.GatewayException;
import io.chirograph.spring.gateway.Outcome;
import io.chirograph.spring.gateway.RecordedEvent;
import io.chirograph.spring.outbox.Outbox;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Records events: through the outbox (`record`), or at once (`send`). Thread-safe.
public final class ChirographTemplate {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final GatewayClient gateway;
    private final int attempts;
    private final @Nullable Outbox outbox;

    /// @param attempts of one `send`
    /// @param outbox null for none
    public ChirographTemplate(GatewayClient gateway, int attempts, @Nullable Outbox outbox) {
        this.gateway = gateway;
        this.attempts = attempts;
        this.outbox = outbox;
    }

    /// Writes an event to the outbox; see [#record(List)].
    /// @return the id of its row
    public UUID record(AuditEvent event) {
        return record(List.of(event)).get(0);
    }

    /// Writes events to the outbox, in order, in the transaction under way, or in one of their own where
    /// there is none. They are recorded once it is committed, whatever becomes of this process and however
    /// long the gateway is away.
    ///
    /// @return the ids of their rows; [Outbox#find] has the events' ids and receipts when they are recorded
    /// @throws IllegalStateException there is no outbox, or it is full
    /// @throws org.springframework.dao.DataAccessException the database does not take them
    public List<UUID> record(List<AuditEvent> events) {
        if (outbox == null) {
            throw new IllegalStateException("There is no outbox: it takes a DataSource with a transaction manager,"
                    + " spring-boot-jdbc, and chirograph.outbox.enabled. send() needs none");
        }
        return outbox.write(events);
    }

    /// Sends an event now; see [#send(List, String, String)].
    public RecordedEvent send(AuditEvent event) {
        return send(List.of(event)).get(0);
    }

    /// Sends events now, under a key of their own; see [#send(List, String, String)].
    public List<RecordedEvent> send(List<AuditEvent> events) {
        return send(events, UUID.randomUUID().toString(), null);
    }

    /// Sends up to 500 events now, all of them or none, and waits until they are durable. What may help is
    /// repeated, `chirograph.attempts` times in all. Transactions have no say: what is sent stays when one
    /// is rolled back.
    ///
    /// @param idempotencyKey within 24 hours the same key and events are recorded once
    /// @param userToken the token of the person who acts, which proves the events' `operator`; null for none
    /// @return where they stand, in order
    /// @throws GatewayException they were refused, or nobody knows; with its key and the same events it can
    ///     be repeated
    /// @throws IllegalArgumentException more than 500, none, or of different metadata
    public List<RecordedEvent> send(List<AuditEvent> events, String idempotencyKey, @Nullable String userToken) {
        if (events.stream().map(AuditEvent::metadata).distinct().count() > 1) {
            throw new IllegalArgumentException("Events of one request must have the same metadata");
        }
        Batch batch = new Batch(
                idempotencyKey,
                events.stream().map(AuditEvent::toJson).toList(),
                events.isEmpty() ? Map.of() : events.get(0).metadata(),
                userToken);
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; ; attempt++) {
            Outcome outcome = gateway.send(batch);
            if (outcome instanceof Outcome.Recorded recorded) {
                return recorded.events();
            }
            boolean isOver = attempt >= attempts
                    || !(outcome instanceof Outcome.Unavailable away)
                    || !paused(shorter(away.retryAfter() == null ? pause : away.retryAfter()));
            if (isOver) {
                throw new GatewayException(outcome, idempotencyKey);
            }
            pause = pause.multipliedBy(2);
        }
    }

    private static Duration shorter(Duration pause) {
        return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
    }

    private static boolean paused(Duration pause) {
        try {
            Thread.sleep(pause.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
