package io.chirograph.spring.outbox;

import io.chirograph.spring.events.AuditEvent;
import io.chirograph.spring.gateway.GatewayClient;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Takes events in the application's transactions. Thread-safe.
public final class Outbox {
    private static final Duration COUNTED_FOR = Duration.ofSeconds(5);

    private final OutboxStore store;
    private final OutboxTransactions transactions;
    private final OrderedIds ids;
    private final Clock clock;
    private final OutboxProperties properties;
    private final AtomicLong writtenSince = new AtomicLong();
    private final AtomicBoolean counting = new AtomicBoolean();
    private volatile @Nullable Counted counted;
    private volatile Runnable afterCommit = () -> {};

    private record Counted(OutboxStatus status, long nanos) {}

    private Outbox(OutboxTransactions transactions, OutboxProperties properties, Clock clock) {
        this.store = new OutboxStore(JdbcClient.create(transactions.dataSource()));
        this.transactions = transactions;
        this.ids = new OrderedIds(clock);
        this.properties = properties;
        this.clock = clock;
    }

    public static Outbox of(OutboxTransactions transactions, OutboxProperties properties, Clock clock) {
        return new Outbox(transactions, properties, clock);
    }

    /// What sends its events, once it is started.
    public OutboxRelay relay(GatewayClient gateway, MeterRegistry registry) {
        OutboxRelay relay = new OutboxRelay(
                store, transactions, gateway, properties, new OutboxMetrics(registry, this, clock), clock);
        afterCommit = relay::written;
        return relay;
    }

    /// Writes events, in order, in the transaction under way, or in one of their own where there is none.
    /// They are recorded once that is committed, and else not at all. Any failure dooms the transaction:
    /// what cannot be recorded must not happen.
    ///
    /// The bound is counted every five seconds; in between, each node adds what it writes itself.
    ///
    /// @return the rows' ids, in order
    /// @throws OutboxFullException no more events are taken now
    /// @throws org.springframework.transaction.IllegalTransactionStateException as of
    ///     [OutboxTransactions#isUnderWay()]
    /// @throws org.springframework.dao.DataAccessException the database does not take them
    public List<UUID> write(List<AuditEvent> events) {
        transactions.isUnderWay();
        return transactions.joined().execute(status -> {
            room(events.size());
            List<UUID> rows = new ArrayList<>();
            for (AuditEvent event : events) {
                UUID id = ids.next();
                store.insert(id, event.toJson(), event.metadata(), clock.millis());
                rows.add(id);
            }
            TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
                @Override
                public void afterCommit() {
                    afterCommit.run();
                }
            });
            return rows;
        });
    }

    /// @return nothing where there is no such row, or no longer
    public Optional<OutboxEntry> find(UUID id) {
        return store.find(id);
    }

    /// The oldest rows that are parked, at most 100.
    public List<OutboxEntry> parked() {
        return store.parked(100);
    }

    /// Sends a parked row again, when what refused it has been changed: a type declared, a rule. It goes
    /// behind all that is being sent.
    /// @return whether there was such a row
    public boolean release(UUID id) {
        boolean isReleased = Boolean.TRUE.equals(transactions.joined().execute(status -> store.release(id)));
        afterCommit.run();
        return isReleased;
    }

    /// As of five seconds ago, or a little longer: while one thread counts, nobody waits for it.
    OutboxStatus status() {
        Counted last = counted;
        boolean isOld = last != null && System.nanoTime() - last.nanos() > COUNTED_FOR.toNanos();
        if (last == null) {
            return count();
        }
        if (isOld && counting.compareAndSet(false, true)) {
            try {
                return count();
            } finally {
                counting.set(false);
            }
        }
        return last.status();
    }

    /// As of now.
    OutboxStatus count() {
        long before = writtenSince.get();
        OutboxStatus status = store.status();
        counted = new Counted(status, System.nanoTime());
        writtenSince.addAndGet(-before);
        return status;
    }

    private void room(int events) {
        OutboxStatus status = status();
        long rows = status.waiting() + status.parked() + writtenSince.addAndGet(events);
        if (rows > properties.maxWaiting()) {
            writtenSince.addAndGet(-events);
            throw new OutboxFullException(rows - events, properties.maxWaiting());
        }
    }
}
