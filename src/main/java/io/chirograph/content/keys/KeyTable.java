package io.chirograph.content.keys;

import io.chirograph.content.keys.ErasableKeys.Listed;
import io.chirograph.content.keys.KeyObserver.Kind;
import io.chirograph.state.State;
import io.chirograph.support.sqlite.SqliteFile;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/// The tables of the key store, in a SQLite file or in the shared state. Other processes may have them open.
///
/// A row names nobody: it is found by a keyed digest of tenant and subject, whose key is in the file too. Bytes of
/// what is deleted are overwritten in the file (`secure_delete`), and there is no log beside it once a change is done.
/// A database overwrites nothing.
final class KeyTable implements AutoCloseable {
    static final int KEY = 32;

    /// The store's name in the data directory.
    static final String FILE = "content-keys.db";

    private static final int ID = 16;
    private static final int BUSY_MILLIS = 30_000;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of(
                    "CREATE TABLE IF NOT EXISTS copy (made INTEGER NOT NULL, ends INTEGER NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS secret (at INTEGER PRIMARY KEY, value BLOB NOT NULL UNIQUE)",
                    "CREATE TABLE IF NOT EXISTS content_key (id TEXT PRIMARY KEY, kind TEXT NOT NULL,"
                            + " lookup BLOB NOT NULL UNIQUE, tenant TEXT NOT NULL, key BLOB NOT NULL,"
                            + " made INTEGER NOT NULL, told INTEGER NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS destroyed (id TEXT PRIMARY KEY, at INTEGER NOT NULL)"));

    private final Tables file;

    /// Under which names are looked up: this store's own first, then those of copies that were restored into it.
    private List<byte[]> secrets = List.of();

    private KeyTable(Tables file) {
        this.file = file;
    }

    /// One key.
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Row(String id, Kind kind, byte[] lookup, String tenant, byte[] key, Instant made, boolean told) {
        static Row read(ResultSet row) throws SQLException {
            String kind = row.getString("kind");
            return new Row(
                    row.getString("id"),
                    kind.equals(Kind.TENANT.word()) ? Kind.TENANT : Kind.SUBJECT,
                    row.getBytes("lookup"),
                    row.getString("tenant"),
                    row.getBytes("key"),
                    Instant.ofEpochMilli(row.getLong("made")),
                    row.getInt("told") != 0);
        }

        SubjectKey subject() {
            return new SubjectKey(id, key);
        }
    }

    /// When a copy was made, and when its life ends.
    record Life(Instant made, Instant ends) {}

    /// Opens the store of a process, and makes it where there is none.
    static KeyTable open(State state) throws IOException {
        Tables shared = state.shared(FILE);
        if (shared == null) {
            return open(state.directory().resolve(FILE));
        }
        KeyTable table = new KeyTable(shared);
        table.readSecrets();
        return table;
    }

    /// Opens a file, and makes it where there is none.
    static KeyTable open(Path path) throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
        config.setBusyTimeout(BUSY_MILLIS);
        SqliteFile file = SqliteFile.open(path, SCHEMA, config);
        boolean isReady = false;
        try {
            if (file.query("PRAGMA secure_delete = ON", row -> row.getInt(1)).getFirst() != 1) {
                throw new IOException(path + ": this SQLite does not overwrite what is deleted");
            }
            KeyTable table = new KeyTable(file);
            table.readSecrets();
            isReady = true;
            return table;
        } finally {
            if (!isReady) {
                file.close();
            }
        }
    }

    private void readSecrets() throws IOException {
        file.write(() -> {
            if (secrets().isEmpty()) {
                file.update("INSERT INTO secret (at, value) VALUES (0, ?)", (Object) random(KEY));
            }
            secrets = secrets();
        });
    }

    private List<byte[]> secrets() throws IOException {
        return file.query("SELECT value FROM secret ORDER BY at", row -> row.getBytes(1));
    }

    /// What this file says of itself as a copy; empty where it is a store.
    Optional<Life> life() throws IOException {
        if (file.isShared()) {
            return Optional.empty();
        }
        return first(file.query(
                "SELECT made, ends FROM copy",
                row -> new Life(Instant.ofEpochMilli(row.getLong(1)), Instant.ofEpochMilli(row.getLong(2)))));
    }

    /// The keys under a name, the one that is used first; more than one after a copy was restored into a new store.
    List<Row> named(Kind kind, String tenant, String name) throws IOException {
        List<Row> found = new ArrayList<>(1);
        for (byte[] secret : secrets) {
            found.addAll(file.query(
                    "SELECT * FROM content_key WHERE lookup = ?", Row::read, lookup(secret, kind, tenant, name)));
        }
        return found;
    }

    Optional<Row> byId(String id) throws IOException {
        return first(file.query("SELECT * FROM content_key WHERE id = ?", Row::read, id));
    }

    /// The key under a name, made where there is none; durable on return.
    Row make(Kind kind, String tenant, String name, Instant now) throws IOException {
        AtomicReference<@Nullable Row> made = new AtomicReference<>();
        file.write(() -> {
            secrets = secrets(); // another process may have restored a copy
            Row row = first(named(kind, tenant, name)).orElse(null);
            if (row == null) {
                row = new Row(
                        HexFormat.of().formatHex(random(ID)),
                        kind,
                        lookup(secrets.getFirst(), kind, tenant, name),
                        tenant,
                        random(KEY),
                        now,
                        false);
                insert(row);
            }
            made.set(row);
        });
        return Objects.requireNonNull(made.get());
    }

    private void insert(Row row) throws IOException {
        file.update(
                "INSERT INTO content_key (id, kind, lookup, tenant, key, made, told) VALUES (?, ?, ?, ?, ?, ?, ?)",
                row.id(),
                row.kind().word(),
                row.lookup(),
                row.tenant(),
                row.key(),
                row.made().toEpochMilli(),
                row.told() ? 1 : 0);
    }

    /// Its event is durable.
    void told(String id) throws IOException {
        file.update("UPDATE content_key SET told = 1 WHERE id = ?", id);
    }

    /// Destroys keys of subjects, all or none; durable on return.
    /// @return how many there were
    int destroy(Collection<String> ids, Instant now) throws IOException {
        AtomicInteger count = new AtomicInteger();
        file.write(() -> {
            for (String id : ids) {
                int gone = file.update("DELETE FROM content_key WHERE id = ? AND kind = ?", id, Kind.SUBJECT.word());
                if (gone > 0) {
                    bury(id, now);
                    count.addAndGet(gone);
                }
            }
            file.changed();
        });
        return count.get();
    }

    private void bury(String id, Instant at) throws IOException {
        file.update("INSERT INTO destroyed (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING", id, at.toEpochMilli());
    }

    Optional<Instant> destroyed(String id) throws IOException {
        return first(
                file.query("SELECT at FROM destroyed WHERE id = ?", row -> Instant.ofEpochMilli(row.getLong(1)), id));
    }

    List<Listed> list(String after, int most) throws IOException {
        return file.query(
                "SELECT id, tenant, made FROM content_key WHERE kind = ? AND id > ? ORDER BY id LIMIT ?",
                row -> new Listed(row.getString(1), row.getString(2), Instant.ofEpochMilli(row.getLong(3))),
                Kind.SUBJECT.word(),
                after,
                most);
    }

    long count() throws IOException {
        return file.query("SELECT count(*) FROM content_key", row -> row.getLong(1))
                .getFirst();
    }

    /// Writes all of it, and its life, to a file that is empty or not there.
    void copyTo(Path copy, Life life) throws IOException {
        if (!file.isShared()) {
            file.update("VACUUM INTO ?", copy.toString());
        }
        try (SqliteFile written = SqliteFile.open(copy, SCHEMA)) {
            written.write(() -> {
                if (file.isShared()) {
                    copyTo(new KeyTable(written));
                }
                written.update("DELETE FROM copy");
                written.update(
                        "INSERT INTO copy (made, ends) VALUES (?, ?)",
                        life.made().toEpochMilli(),
                        life.ends().toEpochMilli());
            });
        }
    }

    /// A key that is destroyed meanwhile is in the copy as destroyed too, which then counts.
    private void copyTo(KeyTable copy) throws IOException {
        for (byte[] secret : secrets()) {
            copy.file.update(
                    "INSERT INTO secret (at, value) VALUES ((SELECT count(*) FROM secret), ?)", (Object) secret);
        }
        for (Row row : file.query("SELECT * FROM content_key", Row::read)) {
            copy.insert(row);
        }
        for (Tombstone each : file.query("SELECT id, at FROM destroyed", Tombstone::read)) {
            copy.bury(each.id(), each.at());
        }
    }

    /// Takes what a copy has and this store has not: all or nothing, and no key that either knows as destroyed.
    /// @return how many keys it took
    int merge(KeyTable copy, Collection<String> destroyed, Instant now) throws IOException {
        AtomicInteger count = new AtomicInteger();
        file.write(() -> {
            for (byte[] secret : copy.secrets) {
                file.update(
                        "INSERT INTO secret (at, value) VALUES ((SELECT max(at) + 1 FROM secret), ?)"
                                + " ON CONFLICT DO NOTHING",
                        (Object) secret);
            }
            for (Tombstone each : copy.file.query("SELECT id, at FROM destroyed", Tombstone::read)) {
                destroyedAt(each.id(), each.at());
            }
            for (String id : destroyed) {
                destroyedAt(id, now);
            }
            for (Row row : copy.file.query("SELECT * FROM content_key", Row::read)) {
                if (byId(row.id()).isEmpty() && destroyed(row.id()).isEmpty()) {
                    insert(row);
                    count.incrementAndGet();
                }
            }
            secrets = secrets();
        });
        return count.get();
    }

    private void destroyedAt(String id, Instant at) throws IOException {
        file.update("DELETE FROM content_key WHERE id = ? AND kind = ?", id, Kind.SUBJECT.word());
        bury(id, at);
    }

    private record Tombstone(String id, Instant at) {
        static Tombstone read(ResultSet row) throws SQLException {
            return new Tombstone(row.getString(1), Instant.ofEpochMilli(row.getLong(2)));
        }
    }

    private static byte[] lookup(byte[] secret, Kind kind, String tenant, String name) {
        byte[] first = tenant.getBytes(StandardCharsets.UTF_8);
        return KeyedDigests.hmac(
                secret,
                new byte[] {(byte) (kind == Kind.TENANT ? 't' : 's')},
                ByteBuffer.allocate(Integer.BYTES).putInt(first.length).array(),
                first,
                name.getBytes(StandardCharsets.UTF_8));
    }

    private static <T> Optional<T> first(List<T> found) {
        return found.stream().findFirst();
    }

    private static byte[] random(int length) {
        byte[] random = new byte[length];
        RANDOM.nextBytes(random);
        return random;
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
