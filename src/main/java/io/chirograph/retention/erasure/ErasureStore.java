package io.chirograph.retention.erasure;

import io.chirograph.support.json.StrictJson;
import io.chirograph.support.sqlite.SqliteFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The erasures of a data directory, `erasures.db`. A change is durable on return. Safe for many threads.
///
/// What a row held before it was changed is overwritten in the file.
final class ErasureStore implements AutoCloseable {
    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1, List.of("""
                    CREATE TABLE IF NOT EXISTS erasure (
                      number INTEGER PRIMARY KEY,
                      id TEXT NOT NULL UNIQUE,
                      over INTEGER NOT NULL,
                      json TEXT NOT NULL)\
                    """, "CREATE INDEX IF NOT EXISTS erasure_open ON erasure (number) WHERE over = 0"));

    private final SqliteFile file;

    private ErasureStore(SqliteFile file) {
        this.file = file;
    }

    static ErasureStore open(Path dataDirectory) throws IOException {
        SqliteFile file = SqliteFile.open(dataDirectory.resolve("erasures.db"), SCHEMA);
        boolean isReady = false;
        try {
            List<Long> unused = file.query("PRAGMA secure_delete = ON", row -> row.getLong(1));
            isReady = true;
            return new ErasureStore(file);
        } finally {
            if (!isReady) {
                file.close();
            }
        }
    }

    synchronized void put(Erasure erasure) throws IOException {
        String id = erasure.requestId().toString();
        int over = erasure.state().isEnd() ? 1 : 0;
        String json = StrictJson.text(erasure);
        if (file.update("UPDATE erasure SET over = ?, json = ? WHERE id = ?", over, json, id) == 0) {
            file.update("INSERT INTO erasure (id, over, json) VALUES (?, ?, ?)", id, over, json);
        }
    }

    synchronized void remove(UUID id) throws IOException {
        file.update("DELETE FROM erasure WHERE id = ?", id.toString());
    }

    synchronized Optional<Erasure> get(UUID id) throws IOException {
        return read("SELECT json FROM erasure WHERE id = ?", id.toString()).stream()
                .findFirst();
    }

    /// Those that are not over, oldest first.
    synchronized List<Erasure> open() throws IOException {
        return read("SELECT json FROM erasure WHERE over = 0 ORDER BY number");
    }

    /// The newest, newest first.
    synchronized List<Erasure> newest(int most) throws IOException {
        return read("SELECT json FROM erasure ORDER BY number DESC LIMIT ?", most);
    }

    private List<Erasure> read(String sql, Object... values) throws IOException {
        try {
            return file.query(
                    sql,
                    row -> StrictJson.read(row.getString(1).getBytes(StandardCharsets.UTF_8), Erasure.class),
                    values);
        } catch (IllegalArgumentException e) {
            throw new IOException("erasures.db holds what is no erasure: " + e.getMessage(), e);
        }
    }

    @Override
    public synchronized void close() throws IOException {
        file.close();
    }
}
