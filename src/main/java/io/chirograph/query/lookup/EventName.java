package io.chirograph.query.lookup;

import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.Sql;
import io.chirograph.tlog.Hash;
import java.util.UUID;

/// What an event is asked for by: its id or its leaf hash.
public record EventName(String column, Object value) {
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
