package io.chirograph.state;

import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The tables of one store in the shared database.
///
/// - A store has one advisory lock: a transaction holds it until its commit, [#alone] on its connection, on
///   which all of its steps are done. A connection that is lost loses the lock and can change nothing any more.
/// - A text cannot hold U+0000 or half of a surrogate pair there: a change with such a text is refused, and what is
///   looked for by one is not there.
final class SharedTables implements Tables {
    private static final Logger LOG = LoggerFactory.getLogger(SharedTables.class);
    private static final int ROWS = 1000;

    private final StateDatabase database;
    private final String lock;

    /// The connection on which this thread works alone or in a transaction.
    @SuppressWarnings("ThreadLocalUsage") // of each store its own
    private final ThreadLocal<@Nullable Connection> bound = new ThreadLocal<>();

    /// @param store whose lock they have
    SharedTables(StateDatabase database, String store) {
        this.database = database;
        this.lock = "hashtextextended('" + database.schema() + " " + store + "', 0)";
    }

    private interface Use<T> {
        T with(Connection connection) throws SQLException;
    }

    private <T> T use(Use<T> use) throws IOException {
        Connection mine = bound.get();
        try {
            if (mine != null) {
                return use.with(mine);
            }
            try (Connection one = database.connection()) {
                return use.with(one);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    @Override
    public <T> List<T> query(String sql, Row<T> as, @Nullable Object... values) throws IOException {
        List<T> found = new ArrayList<>();
        return use(connection -> {
            if (held(values)) {
                read(connection, sql, 0, row -> found.add(as.read(row)), values);
            }
            return found;
        });
    }

    /// A few rows at a time, which takes a transaction.
    @Override
    public void each(String sql, Row<?> visitor, @Nullable Object... values) throws IOException {
        if (!held(values)) {
            return;
        }
        int unused = use(connection -> {
            boolean isAuto = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                return read(connection, sql, ROWS, visitor, values);
            } finally {
                if (isAuto) {
                    connection.setAutoCommit(true);
                }
            }
        });
    }

    private static int read(Connection connection, String sql, int fetch, Row<?> visitor, @Nullable Object... values)
            throws SQLException {
        int count = 0;
        try (PreparedStatement statement = prepared(connection, sql, values)) {
            statement.setFetchSize(fetch);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    visitor.read(rows);
                    count++;
                }
            }
        }
        return count;
    }

    @Override
    public int update(String sql, @Nullable Object... values) throws IOException {
        if (!held(values)) {
            throw new IOException("the shared state holds no text with U+0000 or half of a surrogate pair");
        }
        return use(connection -> {
            try (PreparedStatement statement = prepared(connection, sql, values)) {
                return statement.executeUpdate();
            }
        });
    }

    private static PreparedStatement prepared(Connection connection, String sql, @Nullable Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private static boolean held(@Nullable Object... values) {
        for (Object value : values) {
            if (value instanceof String text
                    && text.codePoints()
                            .anyMatch(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public <E extends Exception> void write(Work<E> work) throws IOException, E {
        boolean unused = onOne(connection -> {
            connection.setAutoCommit(false);
            boolean isCommitted = false;
            try {
                run(connection, "SELECT pg_advisory_xact_lock(" + lock + ")");
                work.run();
                connection.commit(); // the commit point
                isCommitted = true;
            } finally {
                if (!isCommitted) {
                    undo(connection);
                }
            }
            connection.setAutoCommit(true);
            return true;
        });
    }

    @Override
    public <T, E extends Exception> T alone(Task<T, E> task) throws IOException, E {
        return onOne(connection -> {
            run(connection, "SELECT pg_advisory_lock(" + lock + ")");
            boolean isFree = false;
            try {
                T result = task.run();
                run(connection, "SELECT pg_advisory_unlock(" + lock + ")");
                isFree = true;
                return result;
            } finally {
                if (!isFree) {
                    database.drop(connection);
                }
            }
        });
    }

    private interface Steps<T, E extends Exception> {
        T on(Connection connection) throws SQLException, IOException, E;
    }

    /// Does steps on the connection that this thread works on, or on one for all of them.
    private <T, E extends Exception> T onOne(Steps<T, E> steps) throws IOException, E {
        Connection mine = bound.get();
        try {
            if (mine != null) {
                return steps.on(mine);
            }
            try (Connection one = database.connection()) {
                bound.set(one);
                return steps.on(one);
            } finally {
                bound.remove();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    /// What failed before is what the caller is to hear of.
    private static void undo(Connection connection) {
        try {
            connection.rollback();
            connection.setAutoCommit(true);
        } catch (SQLException e) {
            LOG.debug("nothing to roll back: {}", e.getMessage());
        }
    }

    @Override
    public void changed() throws IOException {
        List<Boolean> unused = query(
                "WITH moved AS (UPDATE revision SET number = number + 1 RETURNING number)"
                        + " SELECT pg_notify(?, number::text) FROM moved",
                row -> true,
                database.schema());
    }

    @Override
    public boolean isShared() {
        return true;
    }

    private static IOException failed(SQLException e) {
        return new IOException("Cannot use the shared state: " + e.getMessage(), e);
    }

    /// The connections are the database's.
    @Override
    public void close() {}
}
