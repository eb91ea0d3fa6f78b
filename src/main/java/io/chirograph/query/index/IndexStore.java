package io.chirograph.query.index;

import io.chirograph.query.index.sql.Dialect;
import io.chirograph.query.index.sql.IndexConnection;
import java.io.IOException;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where an index lives: what readers and the follower know of it, whatever the engine.
///
/// - Readers see what a transaction committed, all of it or nothing. Safe for many threads.
/// - There is one writer at a time, in this process and in all others that share the store.
/// - What turns out to be damaged is not answered, now and until it is built again.
public abstract class IndexStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(IndexStore.class);
    private volatile @Nullable String damage;

    /// A question put to the index over one connection.
    @FunctionalInterface
    public interface Question<T> {
        T ask(IndexConnection connection) throws SQLException;
    }

    protected abstract Dialect dialect();

    /// Begins again with nothing. No connection that writes may be open.
    public abstract void reset() throws IOException, SQLException;

    /// A connection that may write, in one transaction; null while another process writes.
    protected abstract @Nullable IndexConnection writer() throws SQLException;

    /// A connection that only reads. Cheap enough for one request.
    protected abstract IndexConnection reader() throws SQLException;

    /// What takes a log's events, over a connection that may write.
    protected IndexWriter writer(IndexConnection connection, long log) throws SQLException {
        return new IndexWriter(connection, log);
    }

    /// Reads over a connection of its own.
    /// @throws IndexDamagedException the index is damaged, or being built again
    public <T> T read(Question<T> question) throws SQLException {
        String why = damage;
        if (why != null) {
            throw new IndexDamagedException(why);
        }
        try (IndexConnection connection = reader()) {
            return question.ask(connection);
        } catch (SQLException e) {
            if (isDamage(e)) {
                damaged(String.valueOf(e.getMessage()));
                throw new IndexDamagedException(String.valueOf(e.getMessage()), e);
            }
            throw e;
        }
    }

    boolean isDamage(SQLException failure) {
        return failure instanceof IndexDamagedException || dialect().isDamage(failure);
    }

    /// Why nothing is to be shown until everything is built again; null while the index is whole.
    public @Nullable String damage() {
        return damage;
    }

    /// Says that what is stored is not what was indexed.
    protected void damaged(String why) {
        if (damage == null) {
            damage = why;
            LOG.error("The index is damaged and is built again from the archive: {}", why);
        }
    }

    /// Everything that is published was indexed again.
    /// @throws SQLException that cannot be made known now
    public void repaired() throws SQLException {
        damage = null;
    }

    @Override
    public abstract void close() throws IOException;
}
