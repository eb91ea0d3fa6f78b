package io.chirograph.accesslog;

import io.chirograph.support.sqlite.SqliteFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a follower must know after a restart: how far each piece was read, which records were, and what it
/// has counted. Not thread-safe.
final class FollowState implements AutoCloseable {
    /// Records that are known again, at most: the oldest are forgotten first.
    static final int MOST_RECORDS = 1_000_000;

    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of(
                    "CREATE TABLE IF NOT EXISTS piece (name TEXT PRIMARY KEY, stamp TEXT NOT NULL, position INTEGER NOT"
                            + " NULL, done INTEGER NOT NULL, tries INTEGER NOT NULL, seen INTEGER NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS record (number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, seen INTEGER"
                            + " NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS own (id TEXT PRIMARY KEY, seen INTEGER NOT NULL)",
                    "CREATE TABLE IF NOT EXISTS word (name TEXT PRIMARY KEY, value TEXT NOT NULL)"));

    private final SqliteFile file;
    private long newest;

    private FollowState(SqliteFile file) {
        this.file = file;
    }

    static FollowState open(Path path) throws IOException {
        FollowState state = new FollowState(SqliteFile.open(path, SCHEMA));
        state.newest = state.file
                .query("SELECT coalesce(max(number), 0) FROM record", row -> row.getLong(1))
                .getFirst();
        return state;
    }

    @Nullable
    Piece piece(String name) throws IOException {
        List<Piece> found = file.query(
                "SELECT stamp, position, done, tries FROM piece WHERE name = ?",
                row -> new Piece(
                        name, String.valueOf(row.getString(1)), row.getLong(2), row.getInt(3) != 0, row.getInt(4)),
                name);
        return found.isEmpty() ? null : found.getFirst();
    }

    boolean isKnown(byte[] record) throws IOException {
        return !file.query("SELECT 1 FROM record WHERE id = ?", row -> row.getInt(1), (Object) record)
                .isEmpty();
    }

    @Nullable
    String word(String name) throws IOException {
        List<String> found =
                file.query("SELECT value FROM word WHERE name = ?", row -> String.valueOf(row.getString(1)), name);
        return found.isEmpty() ? null : found.getFirst();
    }

    void word(String name, String value) throws IOException {
        file.update("INSERT OR REPLACE INTO word VALUES (?, ?)", name, value);
    }

    /// All of it or nothing.
    /// @param counted what was counted, all in all
    void commit(Piece piece, Collection<byte[]> records, String counted, Instant now) throws IOException {
        file.write(() -> {
            file.update(
                    "INSERT OR REPLACE INTO piece VALUES (?, ?, ?, ?, ?, ?)",
                    piece.name(),
                    piece.stamp(),
                    piece.position(),
                    piece.done() ? 1 : 0,
                    piece.tries(),
                    now.toEpochMilli());
            for (byte[] record : records) {
                file.update("INSERT OR IGNORE INTO record VALUES (?, ?, ?)", ++newest, record, now.toEpochMilli());
            }
            file.update("DELETE FROM record WHERE number <= ?", newest - MOST_RECORDS);
            word("counted", counted);
        });
    }

    /// The ids of the access keys that this program used, those of former times included.
    Set<String> own(Collection<String> used, Instant now) throws IOException {
        for (String id : used) {
            file.update("INSERT OR REPLACE INTO own VALUES (?, ?)", id, now.toEpochMilli());
        }
        return Set.copyOf(file.query("SELECT id FROM own", row -> String.valueOf(row.getString(1))));
    }

    /// Forgets records and keys that were last seen before, and pieces that no listing shows any more.
    void forget(Instant records, Instant pieces) throws IOException {
        file.update("DELETE FROM record WHERE seen < ?", records.toEpochMilli());
        file.update("DELETE FROM own WHERE seen < ?", pieces.toEpochMilli());
        file.update("DELETE FROM piece WHERE done = 1 AND seen < ?", pieces.toEpochMilli());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
