package io.chirograph.retention;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.ObjectLock;
import io.chirograph.monitor.ObjectObserver.Observation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// What was seen of every object's lock when it was last looked at, and the changes that nothing explains yet:
/// `retention/seen.db` in the data directory, some hundred bytes for each version of an object in the archives.
///
/// What is not committed never happened. A file that is damaged is thrown away: then holds count as new again,
/// which is the loud side. One thread at a time.
final class SeenLocks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SeenLocks.class);
    private static final int VERSION = 1;
    private static final List<String> SCHEMA = List.of("""
            CREATE TABLE seen (archive TEXT, key TEXT, version TEXT, mode TEXT, until INTEGER, held INTEGER,
                stamp INTEGER, PRIMARY KEY (archive, key, version)) WITHOUT ROWID
            """, """
            CREATE TABLE unmatched (archive TEXT, key TEXT, version TEXT, kind TEXT, before INTEGER, after INTEGER,
                PRIMARY KEY (archive, key, version, kind)) WITHOUT ROWID
            """, "PRAGMA user_version = " + VERSION);

    private final Connection connection;

    private SeenLocks(Connection connection) {
        this.connection = connection;
    }

    /// How an object was locked.
    ///
    /// @param until null where it had no date
    record Seen(LockMode mode, @Nullable Instant until, boolean held) {
        static Seen of(@Nullable ObjectLock lock) {
            return lock == null
                    ? new Seen(LockMode.NONE, null, false)
                    : new Seen(lock.mode(), lock.retainUntil(), lock.legalHold());
        }
    }

    static SeenLocks open(Path dataDirectory) throws IOException, SQLException {
        Path directory = Files.createDirectories(dataDirectory.resolve("retention"));
        Path file = directory.resolve("seen.db");
        try {
            return new SeenLocks(connect(file));
        } catch (SQLException e) {
            LOG.warn("{} cannot be used and is begun anew: {}", file, e.getMessage());
            for (String suffix : new String[] {"", "-wal", "-shm"}) {
                Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
            }
            return new SeenLocks(connect(file));
        }
    }

    private static Connection connect(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setCacheSize(-4096);
        Connection connection = config.createConnection("jdbc:sqlite:" + file);
        try (Statement statement = connection.createStatement()) {
            int version;
            try (ResultSet found = statement.executeQuery("PRAGMA user_version")) {
                version = found.next() ? found.getInt(1) : 0;
            }
            if (version != 0 && version != VERSION) {
                throw new SQLException("its schema is " + version + ", not " + VERSION);
            }
            connection.setAutoCommit(false);
            if (version == 0) {
                for (String sql : SCHEMA) {
                    statement.executeUpdate(sql);
                }
                connection.commit();
            }
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    Optional<Seen> find(Observation object) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT mode, until, held FROM seen WHERE archive = ? AND key = ? AND version = ?")) {
            name(select, object.archive(), object.key(), version(object));
            try (ResultSet row = select.executeQuery()) {
                return row.next()
                        ? Optional.of(new Seen(LockMode.valueOf(row.getString(1)), instant(row, 2), row.getBoolean(3)))
                        : Optional.empty();
            }
        }
    }

    void put(Observation object, Instant when) throws SQLException {
        Seen seen = Seen.of(object.lock());
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?, ?, ?)")) {
            name(insert, object.archive(), object.key(), version(object));
            insert.setString(4, seen.mode().name());
            set(insert, 5, seen.until());
            insert.setBoolean(6, seen.held());
            insert.setLong(7, when.toEpochMilli());
            insert.executeUpdate();
        }
    }

    /// Held objects of an archive that were not seen since, as they were seen last.
    List<Observation> heldBefore(String archive, Instant when) throws SQLException {
        List<Observation> gone = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT key, version FROM seen WHERE archive = ? AND stamp < ? AND held = 1")) {
            select.setString(1, archive);
            select.setLong(2, when.toEpochMilli());
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    gone.add(new Observation(archive, row.getString(1), row.getString(2), 0, null));
                }
            }
        }
        return gone;
    }

    /// Forgets what was not seen since.
    void forgetBefore(String archive, Instant when) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM seen WHERE archive = ? AND stamp < ?")) {
            delete.setString(1, archive);
            delete.setLong(2, when.toEpochMilli());
            delete.executeUpdate();
        }
    }

    /// Changes that nothing explains, up to `max`.
    List<Change> unmatched(int max) throws SQLException {
        List<Change> changes = new ArrayList<>();
        try (PreparedStatement select = connection.prepareStatement(
                "SELECT archive, key, version, kind, before, after FROM unmatched LIMIT ?")) {
            select.setInt(1, max);
            try (ResultSet row = select.executeQuery()) {
                while (row.next()) {
                    changes.add(new Change(
                            Change.Kind.valueOf(row.getString(4)),
                            row.getString(1),
                            row.getString(2),
                            row.getString(3),
                            instant(row, 5),
                            instant(row, 6)));
                }
            }
        }
        return changes;
    }

    long countUnmatched() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT count(*) FROM unmatched")) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    void addUnmatched(Change change) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT OR REPLACE INTO unmatched VALUES (?, ?, ?, ?, ?, ?)")) {
            name(insert, change.archive(), change.key(), change.version());
            insert.setString(4, change.kind().name());
            set(insert, 5, change.before());
            set(insert, 6, change.after());
            insert.executeUpdate();
        }
    }

    void removeUnmatched(Change change) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement(
                "DELETE FROM unmatched WHERE archive = ? AND key = ? AND version = ? AND kind = ?")) {
            name(delete, change.archive(), change.key(), change.version());
            delete.setString(4, change.kind().name());
            delete.executeUpdate();
        }
    }

    /// An object is locked for at least as long again as before it was shortened.
    void restored(Change later) throws SQLException {
        try (PreparedStatement delete =
                connection.prepareStatement("DELETE FROM unmatched WHERE archive = ? AND key = ?"
                        + " AND version = ? AND kind = 'SHORTER' AND before <= ?")) {
            name(delete, later.archive(), later.key(), later.version());
            set(delete, 4, later.after());
            delete.executeUpdate();
        }
    }

    void commit() throws SQLException {
        connection.commit();
    }

    void rollback() throws SQLException {
        connection.rollback();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }

    static String version(Observation object) {
        return object.version() == null ? "" : object.version();
    }

    private static void name(PreparedStatement statement, String archive, String key, String version)
            throws SQLException {
        statement.setString(1, archive);
        statement.setString(2, key);
        statement.setString(3, version);
    }

    private static void set(PreparedStatement statement, int at, @Nullable Instant value) throws SQLException {
        if (value == null) {
            statement.setObject(at, null);
        } else {
            statement.setLong(at, value.toEpochMilli());
        }
    }

    private static @Nullable Instant instant(ResultSet row, int at) throws SQLException {
        long millis = row.getLong(at);
        return row.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
