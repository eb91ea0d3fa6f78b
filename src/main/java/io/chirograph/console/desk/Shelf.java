package io.chirograph.console.desk;

import io.chirograph.support.json.StrictJson;
import io.chirograph.support.sqlite.SqliteFile;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is kept of one kind, by its id. Thread-safe. A change is durable on return.
public final class Shelf<T extends Shelf.Item> {
    private final DeskStore store;
    private final String kind;
    private final Class<T> type;
    private final int most;

    Shelf(DeskStore store, String kind, Class<T> type, int most) {
        this.store = store;
        this.kind = kind;
        this.type = type;
        this.most = most;
    }

    /// Something that is kept, as JSON.
    public interface Item {
        String key();

        /// Whether it may be forgotten for a newer one.
        boolean over(Instant now);
    }

    /// Keeps it, in the place of the one with its key.
    public void put(T item) {
        String json = StrictJson.text(item);
        store.run(file -> file.update("UPDATE item SET json = ? WHERE kind = ? AND id = ?", json, kind, item.key()) == 0
                ? file.update("INSERT INTO item (kind, id, json) VALUES (?, ?, ?)", kind, item.key(), json)
                : 1);
    }

    public Optional<T> get(String key) {
        return store.run(file -> read(file, "SELECT json FROM item WHERE kind = ? AND id = ?", kind, key)).stream()
                .findFirst();
    }

    /// All of them, the newest first.
    public List<T> all() {
        return store.run(file -> read(file, "SELECT json FROM item WHERE kind = ? ORDER BY number DESC", kind));
    }

    public void remove(String key) {
        store.run(file -> file.update("DELETE FROM item WHERE kind = ? AND id = ?", kind, key));
    }

    /// Makes room for one more, where there is none by forgetting the oldest that is over.
    /// @return false where there is none
    public boolean makeRoom(Instant now) {
        List<T> kept = all();
        if (kept.size() < most) {
            return true;
        }
        Optional<T> oldest =
                kept.reversed().stream().filter(item -> item.over(now)).findFirst();
        oldest.ifPresent(item -> remove(item.key()));
        return oldest.isPresent();
    }

    private List<T> read(SqliteFile file, String sql, String... values) throws IOException {
        try {
            Tables.Row<T> kept = row -> StrictJson.read(row.getString(1).getBytes(StandardCharsets.UTF_8), type);
            return file.query(sql, kept, (Object[]) values);
        } catch (IllegalArgumentException e) {
            throw new IOException("auditors-desk.db holds what is no " + kind + ": " + e.getMessage(), e);
        }
    }
}
