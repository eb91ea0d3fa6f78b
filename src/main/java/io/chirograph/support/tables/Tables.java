package io.chirograph.support.tables;

import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The tables of one small store, asked by SQL.
///
/// - Safe for many threads.
/// - [#write] is durable on return and happens whole or not at all; one at a time, whoever shares the tables.
/// - An `IOException` from a change leaves open whether it was made.
public interface Tables extends AutoCloseable {
    /// Turns one row into a value.
    @FunctionalInterface
    interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// What one transaction does.
    @FunctionalInterface
    interface Work<E extends Exception> {
        void run() throws IOException, E;
    }

    /// What is done alone, with its result.
    @FunctionalInterface
    interface Task<T, E extends Exception> {
        T run() throws IOException, E;
    }

    /// All rows of a response.
    default <T> List<T> query(String sql, Row<T> as, @Nullable Object... values) throws IOException {
        List<T> found = new ArrayList<>();
        each(sql, row -> found.add(as.read(row)), values);
        return found;
    }

    /// Goes through the rows of a response one by one.
    void each(String sql, Row<?> visitor, @Nullable Object... values) throws IOException;

    /// Changes rows: of its own outside [#write], else as a part of that.
    /// @return how many
    int update(String sql, @Nullable Object... values) throws IOException;

    /// Commits what `work` changes; undoes it where `work` or the commit fails.
    <E extends Exception> void write(Work<E> work) throws IOException, E;

    /// Does what takes several steps, each durable by itself, while no other process that shares the tables is in the
    /// middle of such steps. What this finds half done was left by a process that ended.
    default <T, E extends Exception> T alone(Task<T, E> task) throws IOException, E {
        return task.run();
    }

    /// Has every process that shares the tables read again what it keeps in memory, once the [#write] in which this is
    /// called is committed.
    default void changed() throws IOException {}

    /// Whether other processes may change them.
    default boolean isShared() {
        return false;
    }

    @Override
    void close() throws IOException;
}
