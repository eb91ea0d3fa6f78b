package io.chirograph.identity.callers;

import io.chirograph.state.State;
import io.chirograph.support.sqlite.SqliteFile;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/// The gateway keys that operators make: in `identity.db` of the data directory, or in the shared state.
///
/// ```
/// gateway_key  every key that was ever made; a key is never removed, so its id is never given twice
/// pending      a change that was announced and is not yet in force; at most one of a key
/// seen         every id that the configuration has ever named
/// ```
///
/// A change comes in two steps, durable on return, and its event between them: [#announce] writes what is going to be,
/// [#apply] makes it so. The next start of a process that stops in between must settle the change.
///
/// The file has one process at a time to write it, which holds the journal's lock; of a shared state
/// each change is made [#alone]. Safe for many threads.
public final class GatewayKeyDatabase implements AutoCloseable {
    /// Its name in a data directory.
    public static final String FILE = "identity.db";

    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of(
                    "CREATE TABLE IF NOT EXISTS gateway_key (id TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT",
                    "CREATE TABLE IF NOT EXISTS pending (id TEXT PRIMARY KEY, key TEXT NOT NULL) STRICT",
                    "CREATE TABLE IF NOT EXISTS seen (id TEXT PRIMARY KEY) STRICT"));
    private final Tables file;

    private GatewayKeyDatabase(Tables file) {
        this.file = file;
    }

    /// Opens the database of a data directory, and makes it where there is none.
    public static GatewayKeyDatabase open(Path dataDirectory) throws IOException {
        return open(State.files(dataDirectory));
    }

    public static GatewayKeyDatabase open(State state) throws IOException {
        return new GatewayKeyDatabase(state.tables(FILE, SCHEMA));
    }

    /// A key as it is in force, or as an announced change disables it; empty where it was never made there. Changes
    /// nothing, whether a process has the database open or not.
    public static Optional<StoredKey> look(State state, String id) throws IOException {
        Tables shared = state.shared(FILE);
        try (Tables file =
                shared == null ? SqliteFile.openToRead(state.directory().resolve(FILE), SCHEMA) : shared) {
            if (file == null) {
                return Optional.empty();
            }
            List<StoredKey> found = read(file, "SELECT key FROM pending WHERE id = ?", id);
            found.removeIf(key -> key.disabled() == null);
            found.addAll(read(file, "SELECT key FROM gateway_key WHERE id = ?", id));
            return found.stream().findFirst();
        }
    }

    /// Every key that is in force or was, by id.
    public List<StoredKey> keys() throws IOException {
        return read(file, "SELECT key FROM gateway_key ORDER BY id");
    }

    /// The changes that were announced and neither applied nor withdrawn.
    public List<StoredKey> pending() throws IOException {
        return read(file, "SELECT key FROM pending ORDER BY id");
    }

    public Optional<StoredKey> find(String id) throws IOException {
        return read(file, "SELECT key FROM gateway_key WHERE id = ?", id).stream()
                .findFirst();
    }

    /// Notes ids that the configuration names: no key of these is ever made here.
    public void see(Collection<String> ids) throws IOException {
        file.write(() -> {
            for (String id : ids) {
                file.update("INSERT INTO seen (id) VALUES (?) ON CONFLICT DO NOTHING", id);
            }
        });
    }

    /// Whether a key has or had this id, here or in the configuration.
    public boolean taken(String id) throws IOException {
        String sql = "SELECT 1 FROM gateway_key WHERE id = ? UNION SELECT 1 FROM seen WHERE id = ?";
        return !file.query(sql, row -> true, id, id).isEmpty();
    }

    /// Writes what a key is going to be.
    public void announce(StoredKey key) throws IOException {
        file.update(
                "INSERT INTO pending (id, key) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET key = excluded.key",
                key.id(),
                key.json());
    }

    /// Takes back what was announced: the key stays as it is.
    public void withdraw(StoredKey key) throws IOException {
        file.write(() -> {
            drop(key);
            file.changed();
        });
    }

    private void drop(StoredKey key) throws IOException {
        file.update("DELETE FROM pending WHERE id = ?", key.id());
    }

    /// Makes the key what was announced.
    public void apply(StoredKey key) throws IOException {
        file.write(() -> {
            file.update(
                    "INSERT INTO gateway_key (id, key) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET key = excluded.key",
                    key.id(),
                    key.json());
            drop(key);
            file.changed();
        });
    }

    /// As [Tables#alone]: what is pending then was left by a process that ended.
    public <T, E extends Exception> T alone(Tables.Task<T, E> task) throws IOException, E {
        return file.alone(task);
    }

    public boolean isShared() {
        return file.isShared();
    }

    private static List<StoredKey> read(Tables file, String sql, Object... values) throws IOException {
        try {
            return file.query(sql, row -> StoredKey.read(row.getString(1)), values);
        } catch (RuntimeException e) {
            throw new IOException(FILE + " holds a key that cannot be read: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
