package io.chirograph.query.index.postgres;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.chirograph.query.index.IndexStore;
import io.chirograph.query.index.IndexWriter;
import io.chirograph.query.index.TextVolume;
import io.chirograph.query.index.sql.Dialect;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.support.postgres.DatabaseServer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An index in a PostgreSQL database, which several processes may share. Safe for many threads.
///
/// While the server is away nothing of it is answered and nothing is lost: the archive has it all.
public final class IndexDatabase extends IndexStore {
    private static final Logger LOG = LoggerFactory.getLogger(IndexDatabase.class);

    /// The version of the tables. A generation of another one is not read.
    private static final int VERSION = 1;

    /// One question's each, the follower's and the sweep's.
    private static final int CONNECTIONS = 8;

    private static final Duration CONNECT_WITHIN = Duration.ofSeconds(5);
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);

    /// How long a question waits for a connection: a server that is away is to be told soon.
    private static final Duration WAIT = Duration.ofSeconds(2);
    private static final int TURN_MILLIS = 2000;
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String CURRENT = "state = 'current'";

    /// Whoever began to read a generation before another took its place has ended by then, or waits for nothing.
    private static final Duration GRACE = Duration.ofMinutes(1);

    private final IndexSettings settings;
    private final int itemsOfVolume;
    private final DatabaseServer source;
    private final HikariDataSource pool;
    private final Tokens tokens;
    private final Dialect dialect;
    private boolean isPrepared;
    private long looked = System.nanoTime();
    private @Nullable String building;

    /// Holds, while this process builds a generation, the lock of who does.
    private @Nullable Connection builder;

    /// The generation that was read last, and the one in which damage was seen.
    private volatile @Nullable String lastRead;

    private @Nullable String damagedOne;

    private IndexDatabase(IndexSettings settings, int itemsOfVolume) throws SQLException {
        this.settings = settings;
        this.itemsOfVolume = itemsOfVolume;
        this.source = new DatabaseServer(settings.database(), CONNECT_WITHIN, ANSWER_WITHIN);
        this.tokens = Tokens.open();
        this.dialect = new PostgresDialect(tokens);
        HikariConfig config = new HikariConfig();
        config.setDataSource(source);
        config.setPoolName("chirograph-index");
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(0);
        config.setAutoCommit(false);
        config.setConnectionTimeout(WAIT.toMillis());
        config.setInitializationFailTimeout(-1);
        config.setConnectionInitSql(
                "SET jit = off; SET plan_cache_mode = force_custom_plan; SET statement_timeout = 0");
        this.pool = new HikariDataSource(config);
    }

    public static IndexDatabase open(IndexSettings settings) throws SQLException {
        return open(settings, TextVolume.ITEMS);
    }

    /// Opens the index. A server that is away now may come later.
    /// @param itemsOfVolume how many items a volume of the full text has
    /// @throws IllegalArgumentException the server is there and will not do
    public static IndexDatabase open(IndexSettings settings, int itemsOfVolume) throws SQLException {
        IndexDatabase index = new IndexDatabase(settings, itemsOfVolume);
        try {
            index.prepare();
        } catch (SQLException | FlywayException e) {
            String refusal = DatabaseServer.refusal(e);
            if (refusal != null) {
                index.close();
                throw new IllegalArgumentException("the database of chirograph.query.index.url refuses: " + refusal, e);
            }
            LOG.warn("The index's database cannot be used yet and is tried again: {}", e.toString());
        } catch (IllegalArgumentException e) {
            index.close();
            throw e;
        }
        return index;
    }

    /// One of the pool, which tells how long it waited rather than why.
    private Connection connection() throws SQLException {
        try {
            return pool.getConnection();
        } catch (SQLTransientConnectionException e) {
            throw e.getCause() instanceof SQLException why
                    ? new SQLException(
                            "no connection to the index's database: " + why.getMessage(), why.getSQLState(), e)
                    : new SQLException("no connection to the index's database is free", e);
        }
    }

    @Override
    protected Dialect dialect() {
        return dialect;
    }

    @Override
    protected IndexWriter writer(IndexConnection connection, long log) {
        return new PostgresWriter(connection, log, tokens);
    }

    @Override
    protected synchronized void damaged(String why) {
        damagedOne = lastRead;
        super.damaged(why);
    }

    /// Builds another generation beside the one that is read, unless another process put one in the place of what was
    /// damaged.
    /// @throws SQLException another process builds one now
    @Override
    public synchronized void reset() throws SQLException {
        prepare();
        letGo();
        Connection connection = source.getConnection();
        try {
            if (!isAlone(connection)) {
                throw new SQLException("another process builds the index again");
            }
            if (damage() != null && damagedOne != null && !names(CURRENT).contains(damagedOne)) {
                connection.close();
                return;
            }
            for (String name : names("state <> 'current'")) {
                drop(name);
            }
            building = create("building");
            builder = connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private boolean isAlone(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT pg_try_advisory_lock(hashtextextended('" + generation() + " building', 0))")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private void letGo() throws SQLException {
        building = null;
        Connection connection = builder;
        builder = null;
        if (connection != null) {
            connection.close();
        }
    }

    /// What was built takes the place of what was read, which goes once nobody reads it any more.
    @Override
    public synchronized void repaired() throws SQLException {
        String built = building;
        if (built != null) {
            try (Connection connection = connection()) {
                String move = "UPDATE " + generation() + " SET since = now(), state = ";
                int unused = update(connection, move + "'old' WHERE state = 'current' AND version = ?", VERSION);
                if (update(connection, move + "'current' WHERE name = ?", built) == 0) {
                    throw new SQLException("the generation that was built is gone");
                }
                connection.commit();
            } finally {
                letGo();
            }
        }
        super.repaired();
        if (System.nanoTime() - looked > GRACE.toNanos()) {
            looked = System.nanoTime();
            dropOld();
        }
    }

    private void dropOld() {
        try {
            for (String name : names("state = 'old' AND since < now() - interval '" + GRACE.toSeconds() + "s'")) {
                drop(name);
            }
        } catch (SQLException e) {
            LOG.debug("A generation that was replaced cannot be dropped yet", e);
        }
    }

    @Override
    protected @Nullable IndexConnection writer() throws SQLException {
        prepare();
        Connection connection = connection();
        try {
            String name = target(connection);
            run(connection, "SET LOCAL lock_timeout = " + TURN_MILLIS + "; SET LOCAL synchronous_commit = off");
            try (PreparedStatement turn = connection.prepareStatement(
                    "SELECT pg_advisory_xact_lock(hashtextextended(?, 0)), set_config('search_path', ?, true)")) {
                turn.setString(1, name);
                turn.setString(2, name);
                turn.execute();
            }
            if (name.equals(target(connection))) {
                return new IndexConnection(connection, dialect);
            }
            connection.close();
            return null;
        } catch (SQLException e) {
            connection.close();
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return null;
            }
            throw e;
        }
    }

    private synchronized String target(Connection connection) throws SQLException {
        return building != null ? building : current(connection);
    }

    @Override
    protected IndexConnection reader() throws SQLException {
        prepare();
        Connection connection = connection();
        try {
            run(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY");
            String name = current(connection);
            lastRead = name;
            run(connection, "SET LOCAL search_path TO " + name);
            return new IndexConnection(connection, dialect);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private String current(Connection connection) throws SQLException {
        List<String> names = names(connection, CURRENT);
        if (names.isEmpty()) {
            throw new SQLException("the index has no generation of version " + VERSION);
        }
        return names.getFirst();
    }

    private List<String> names(String condition) throws SQLException {
        try (Connection connection = connection()) {
            return names(connection, condition);
        }
    }

    private List<String> names(Connection connection, String condition) throws SQLException {
        List<String> names = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT name FROM " + generation() + " WHERE version = ? AND " + condition + " ORDER BY name")) {
            statement.setInt(1, VERSION);
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    names.add(Objects.requireNonNull(row.getString(1)));
                }
            }
        }
        return names;
    }

    /// Makes sure that there is a generation to read and to write.
    private synchronized void prepare() throws SQLException {
        if (isPrepared) {
            return;
        }
        try (Connection connection = connection()) {
            source.require(connection);
            lock(connection);
            run(
                    connection,
                    "CREATE SCHEMA IF NOT EXISTS " + settings.schema() + "; CREATE TABLE IF NOT EXISTS " + generation()
                            + " (number integer GENERATED ALWAYS AS IDENTITY, name text PRIMARY KEY, version integer"
                            + " NOT NULL, state text NOT NULL CHECK (state IN ('building', 'current', 'old')), since"
                            + " timestamptz NOT NULL DEFAULT now())");
            connection.commit();
            lock(connection);
            if (names(connection, CURRENT).isEmpty()) {
                String unused = create("current");
            }
            connection.commit();
        }
        isPrepared = true;
    }

    /// One process at a time makes generations.
    private void lock(Connection connection) throws SQLException {
        run(connection, "SELECT pg_advisory_xact_lock(hashtextextended('" + generation() + "', 0))");
    }

    /// Makes the tables of a generation. The logs of the one that is read keep their numbers.
    private String create(String state) throws SQLException {
        try (Connection connection = connection()) {
            long number;
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery(
                            "SELECT nextval(pg_get_serial_sequence('" + generation() + "', 'number'))")) {
                boolean unused = row.next();
                number = row.getLong(1);
            }
            String name = settings.schema() + "_" + number;
            // named before it is there, so that what a crash leaves is dropped by the next rebuild
            int unused = update(
                    connection,
                    "INSERT INTO " + generation() + " (name, version, state) VALUES (?, ?, 'building')",
                    name,
                    VERSION);
            connection.commit();
            Flyway flyway = Flyway.configure()
                    .dataSource(source)
                    .schemas(name)
                    .locations("classpath:db/index")
                    .placeholders(Map.of("itemsOfVolume", Integer.toString(itemsOfVolume)))
                    .load();
            unused = flyway.migrate().migrationsExecuted;
            List<String> before = names(connection, CURRENT);
            if (!before.isEmpty()) {
                run(
                        connection,
                        "INSERT INTO " + name + ".log (number, id, size, frontier) SELECT number, id, 0, '' FROM "
                                + before.getFirst() + ".log");
            }
            unused = update(connection, "UPDATE " + generation() + " SET state = ? WHERE name = ?", state, name);
            connection.commit();
            return name;
        } catch (FlywayException e) {
            throw new SQLException("the tables of the index cannot be made", e);
        }
    }

    private void drop(String name) throws SQLException {
        try (Connection connection = connection()) {
            run(connection, "SET LOCAL lock_timeout = " + TURN_MILLIS + "; DROP SCHEMA IF EXISTS " + name + " CASCADE");
            int unused = update(connection, "DELETE FROM " + generation() + " WHERE name = ?", name);
            connection.commit();
        }
    }

    private String generation() {
        return settings.schema() + ".generation";
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            boolean unused = statement.execute(sql);
        }
    }

    private static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    @Override
    public synchronized void close() {
        pool.close();
        try {
            letGo();
            tokens.close();
        } catch (SQLException e) {
            LOG.debug("The index could not be closed", e);
        }
    }
}
