package io.chirograph.state;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chirograph.support.postgres.DatabaseServer;
import io.chirograph.support.postgres.DatabaseSettings;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// The database of the shared state: its connections and the tables in it. Safe for many threads.
final class StateDatabase implements AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);

    /// A server that hangs is given up before a process is deaf.
    private static final Duration ANSWER_WITHIN = Duration.ofSeconds(8);

    /// Whoever waits for a connection is a call.
    private static final Duration WAIT = Duration.ofSeconds(2);

    private static final Duration START_WITHIN = Duration.ofSeconds(20);
    private static final Duration MIGRATE_WITHIN = Duration.ofMinutes(10);

    /// Waits are bounded; the server finds a machine that vanished, and with it its locks, in eleven seconds; a commit
    /// is on the server's disk, whatever its default says.
    private static final String BEGIN = "SET lock_timeout = '5s'; SET statement_timeout = '7s';"
            + " SET idle_in_transaction_session_timeout = '30s'; SET tcp_keepalives_idle = 5;"
            + " SET tcp_keepalives_interval = 2; SET tcp_keepalives_count = 3; SELECT set_config('synchronous_commit',"
            + " 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    private final DatabaseSettings settings;
    private final DatabaseServer server;
    private final HikariDataSource pool;

    /// Of a database that has the tables.
    StateDatabase(DatabaseSettings settings) {
        this.settings = settings;
        this.server = server(settings, CONNECT_WITHIN, ANSWER_WITHIN);
        HikariConfig config = new HikariConfig();
        config.setDataSource(server);
        config.setPoolName("chirograph-state");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(WAIT.toMillis());
        config.setValidationTimeout(WAIT.dividedBy(2).toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(BEGIN);
        this.pool = new HikariDataSource(config);
    }

    private static DatabaseServer server(DatabaseSettings settings, Duration connectWithin, Duration answerWithin) {
        DatabaseServer server = new DatabaseServer(settings, connectWithin, answerWithin);
        server.setCurrentSchema(settings.schema());
        return server;
    }

    /// Opens the database and brings its tables to the newest version.
    /// @throws IllegalArgumentException the server will not do
    /// @throws IllegalStateException it is not there
    static StateDatabase open(DatabaseSettings settings) {
        try {
            migrate(settings);
            return new StateDatabase(settings);
        } catch (SQLException | FlywayException e) {
            String refusal = DatabaseServer.refusal(e);
            if (refusal != null) {
                throw new IllegalArgumentException(
                        "the database of " + StateProperties.PREFIX + "url refuses: " + refusal, e);
            }
            throw new IllegalStateException(
                    "the database of " + StateProperties.PREFIX + "url cannot be used: " + e.getMessage(), e);
        }
    }

    /// Processes that start at once make the tables one after another.
    private static void migrate(DatabaseSettings settings) throws SQLException {
        DatabaseServer server = server(settings, START_WITHIN, MIGRATE_WITHIN);
        try (Connection connection = server.getConnection();
                Statement statement = connection.createStatement()) {
            server.require(connection);
            boolean unused = statement.execute(
                    "SELECT pg_advisory_lock(hashtextextended('" + settings.schema() + " tables', 0))");
            int unusedCount = Flyway.configure()
                    .dataSource(server)
                    .schemas(settings.schema())
                    .locations("classpath:db/state")
                    .ignoreMigrationPatterns("*:future") // a newer process has been here
                    .load()
                    .migrate()
                    .migrationsExecuted;
        }
    }

    String schema() {
        return settings.schema();
    }

    /// One of the pool, which tells how long it waited rather than why.
    Connection connection() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException e) {
            throw e.getCause() instanceof SQLException why
                    ? new SQLException("no connection: " + why.getMessage(), why.getSQLState(), e)
                    : new SQLException("no connection is free", e);
        }
    }

    /// One beside the pool, which the caller closes.
    Connection ownConnection() throws SQLException {
        Connection connection = server.getConnection();
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(BEGIN);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    /// Takes one out of the pool for good: what it holds at the server goes with it.
    void drop(Connection connection) {
        pool.evictConnection(connection);
    }

    @Override
    public void close() {
        pool.close();
    }
}
