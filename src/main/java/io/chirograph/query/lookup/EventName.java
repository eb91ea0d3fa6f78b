package io.chirograph.query.lookup;

import io.chirograph.event.EventView;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.tlog.Hash;
import io.chirograph.tlog.MalformedException;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What an event is asked for by: its id or its leaf hash.
public record EventName(String column, Object value) {
    private static final String LEAF = "sha256:";

    /// The event that a text names, by its id or by `sha256:` and its leaf hash; null where it is neither.
    public static @Nullable EventName find(String text) {
        if (text.startsWith(LEAF)) {
            try {
                return of(Hash.ofHex(text.substring(LEAF.length())));
            } catch (MalformedException e) {
                return null;
            }
        }
        UUID id = EventView.uuid(text);
        return id == null ? null : of(id);
    }

    public static EventName of(UUID id) {
        return new EventName("e.id", Ids.bytes(id));
    }

    public static EventName of(Hash leaf) {
        return new EventName("e.leaf", leaf.bytes());
    }

    Sql where(String more, Object... values) {
        return EventRows.where(column + " = ?", value).add(more, values);
    }
}
