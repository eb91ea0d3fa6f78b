package io.chirograph.query.grants;

import io.chirograph.state.State;
import io.chirograph.support.json.StrictJson;
import io.chirograph.support.sqlite.SqliteFile;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The grants: in `content-grants.db` of the data directory, or in the shared state. A change is durable on return.
/// Safe for many threads.
final class GrantStore implements AutoCloseable {
    /// How many that are over are remembered; the log has them all.
    static final int MOST_ENDED = 10_000;

    /// How many may hold at once.
    static final int MOST_HOLDING = 10_000;

    private static final SqliteFile.Schema SCHEMA = new SqliteFile.Schema(
            1,
            List.of(
                    """
                    CREATE TABLE IF NOT EXISTS content_grant (
                      number INTEGER PRIMARY KEY,
                      id TEXT NOT NULL UNIQUE,
                      principal TEXT NOT NULL,
                      state TEXT NOT NULL,
                      json TEXT NOT NULL)\
                    """,
                    "CREATE INDEX IF NOT EXISTS grant_principal ON content_grant (principal, state)",
                    "CREATE INDEX IF NOT EXISTS grant_state ON content_grant (state, number)"));

    private final Tables file;

    private GrantStore(Tables file) {
        this.file = file;
    }

    static GrantStore open(State state) throws IOException {
        return new GrantStore(state.tables("content-grants.db", SCHEMA));
    }

    void put(ContentGrant grant) throws IOException {
        String state = grant.state().word();
        String json = StrictJson.text(grant);
        if (file.update(
                        "UPDATE content_grant SET state = ?, json = ? WHERE id = ?",
                        state,
                        json,
                        grant.id().toString())
                == 0) {
            file.update(
                    "INSERT INTO content_grant (id, principal, state, json) VALUES (?, ?, ?, ?)",
                    grant.id().toString(),
                    grant.principal(),
                    state,
                    json);
        }
    }

    Optional<ContentGrant> get(UUID id) throws IOException {
        return read("SELECT json FROM content_grant WHERE id = ?", id.toString()).stream()
                .findFirst();
    }

    List<ContentGrant> live(String principal) throws IOException {
        return read("SELECT json FROM content_grant WHERE principal = ? AND state = 'live'", principal);
    }

    /// All in one state, oldest first.
    List<ContentGrant> in(ContentGrant.State state) throws IOException {
        return read("SELECT json FROM content_grant WHERE state = ? ORDER BY number", state.word());
    }

    /// The newest, newest first.
    List<ContentGrant> newest(int most) throws IOException {
        return read("SELECT json FROM content_grant ORDER BY number DESC LIMIT ?", most);
    }

    /// How many hold, or are about to.
    long holding() throws IOException {
        return file.query("SELECT count(*) FROM content_grant WHERE state <> 'ended'", row -> row.getLong(1))
                .getFirst();
    }

    /// Forgets the oldest of those that are over.
    void prune() throws IOException {
        file.update(
                "DELETE FROM content_grant WHERE state = 'ended' AND number <= (SELECT max(number) FROM content_grant)"
                        + " - ?",
                MOST_ENDED);
    }

    /// As [Tables#alone]: what is pending then was left by a process that ended.
    <T, E extends Exception> T alone(Tables.Task<T, E> task) throws IOException, E {
        return file.alone(task);
    }

    private List<ContentGrant> read(String sql, Object... values) throws IOException {
        try {
            return file.query(
                    sql,
                    row -> StrictJson.read(row.getString(1).getBytes(StandardCharsets.UTF_8), ContentGrant.class),
                    values);
        } catch (IllegalArgumentException e) {
            throw new IOException("content-grants.db holds what is no grant: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
