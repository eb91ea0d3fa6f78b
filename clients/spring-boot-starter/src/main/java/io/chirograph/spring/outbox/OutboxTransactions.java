package io.chirograph.spring.outbox;

import javax.sql.DataSource;
import org.springframework.transaction.IllegalTransactionStateException;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// The transactions that events are written in. Thread-safe.
public final class OutboxTransactions {
    private final DataSource dataSource;
    private final TransactionTemplate joined;
    private final TransactionTemplate own;

    /// @param manager the one of this database
    public OutboxTransactions(DataSource dataSource, PlatformTransactionManager manager) {
        this.dataSource = dataSource;
        this.joined = new TransactionTemplate(manager);
        this.own = new TransactionTemplate(manager);
        own.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /// Whether a transaction on the outbox's database is under way in this thread.
    /// @throws IllegalTransactionStateException one is under way, and it is on something else: an event
    ///     would be recorded whatever becomes of it
    public boolean isUnderWay() {
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return false;
        }
        if (!TransactionSynchronizationManager.hasResource(dataSource)) {
            throw new IllegalTransactionStateException(
                    "The transaction under way is not on the outbox's database, so no event can be written in it");
        }
        return true;
    }

    /// In the transaction under way, or one of its own where there is none. Where it fails, the whole is
    /// rolled back, also where somebody further out goes on.
    public TransactionTemplate joined() {
        return joined;
    }

    public DataSource dataSource() {
        return dataSource;
    }

    /// In a transaction of its own, committed on return.
    TransactionTemplate own() {
        return own;
    }
}
