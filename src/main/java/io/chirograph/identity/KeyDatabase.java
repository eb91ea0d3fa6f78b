package io.chirograph.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/// The gateway keys that operators make, in one SQLite file: `identity.db` in the data directory.
///
/// ```
/// gateway_key  every key that was ever made; a key is never removed, so its id is never given twice
/// pending      a change that was announced and is not yet in force; at most one of a key
/// seen         every id that the configuration has ever named
/// ```
///
/// A change comes in two steps, so that its event can be durable between them: [#announce] writes what is going to
/// be, [#apply] makes it so. Each step is forced to the disk before it returns. A process that stops in between finds
/// the announced change at its next start and must settle it: nobody can know whether its event was recorded.
///
/// One process at a time opens it to write; whoever writes holds the journal's lock. Not safe for many threads.
public final class KeyDatabase implements AutoCloseable {
    /// Its name in a data directory.
    public static final String FILE = "identity.db";

    static final int VERSION = 1;
    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE gateway_key (id TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT",
            "CREATE TABLE pending (id TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT",
            "CREATE TABLE seen (id TEXT PRIMARY KEY) STRICT");
    private final Path file;
    private final Connection connection;

    private KeyDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// Opens the database of a data directory, and makes it where there is none.
    public static KeyDatabase open(Path dataDirectory) throws IOException {
        Path file = dataDirectory.resolve(FILE);
        Files.createDirectories(dataDirectory);
        if (!Files.exists(file)) {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
        try {
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            KeyDatabase database = new KeyDatabase(file, connection);
            try {
                database.prepare();
                return database;
            } catch (IOException | SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new IOException("Cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    private void prepare() throws SQLException, IOException {
        // a commit is the journal's deletion: the directory must be forced too
        try (Statement statement = connection.createStatement()) {
            statement.executeUpdate("PRAGMA synchronous = EXTRA");
        }
        try (Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("PRAGMA user_version")) {
            int found = version.next() ? version.getInt(1) : 0;
            if (found > VERSION) {
                throw new IOException(file + " has version " + found + "; this program knows " + VERSION);
            }
            if (found == VERSION) {
                return;
            }
        }
        write(() -> {
            for (String sql : SCHEMA) {
                update(sql);
            }
            update("PRAGMA user_version = " + VERSION);
        });
    }

    /// Every key that is in force or was, by id.
    public List<StoredKey> keys() throws IOException {
        return read("SELECT key FROM gateway_key ORDER BY id");
    }

    /// The changes that were announced and neither applied nor withdrawn.
    public List<StoredKey> pending() throws IOException {
        return read("SELECT key FROM pending ORDER BY id");
    }

    public Optional<StoredKey> find(String id) throws IOException {
        return keys().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /// Notes ids that the configuration names: no key of these is ever made here.
    public void see(Collection<String> ids) throws IOException {
        write(() -> {
            for (String id : ids) {
                update("INSERT OR IGNORE INTO seen (id) VALUES (?)", id);
            }
        });
    }

    /// Whether a key has or had this id, here or in the configuration.
    public boolean taken(String id) throws IOException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT 1 FROM gateway_key WHERE id = ?1 UNION SELECT 1 FROM seen WHERE id = ?1")) {
            query.setString(1, id);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next();
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Writes what a key is going to be.
    public void announce(StoredKey key) throws IOException {
        write(() ->
                update("INSERT OR REPLACE INTO pending (id, key) VALUES (?, ?)", key.id(), StoredKeyJson.write(key)));
    }

    /// Takes back what was announced: the key stays as it is.
    public void withdraw(StoredKey key) throws IOException {
        write(() -> update("DELETE FROM pending WHERE id = ?", key.id()));
    }

    /// Makes the key what was announced.
    public void apply(StoredKey key) throws IOException {
        write(() -> {
            update("INSERT OR REPLACE INTO gateway_key (id, key) VALUES (?, ?)", key.id(), StoredKeyJson.write(key));
            update("DELETE FROM pending WHERE id = ?", key.id());
        });
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private interface Work {
        void run() throws SQLException;
    }

    private void write(Work work) throws IOException {
        try {
            connection.setAutoCommit(false);
            try {
                work.run();
                connection.commit();
            } catch (SQLException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    private void update(String sql, String... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setString(i + 1, values[i]);
            }
            statement.executeUpdate();
        }
    }

    private List<StoredKey> read(String sql) throws IOException {
        List<StoredKey> keys = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                keys.add(StoredKeyJson.read(rows.getString(1)));
            }
            return keys;
        } catch (SQLException e) {
            throw failed(e);
        } catch (RuntimeException e) {
            throw new IOException(file + " holds a key that cannot be read: " + e.getMessage(), e);
        }
    }

    private IOException failed(SQLException e) {
        return new IOException("Cannot use " + file + ": " + e.getMessage(), e);
    }
}
