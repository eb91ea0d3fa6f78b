package io.chirograph.query;

import io.chirograph.tlog.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Reads events out of the index.
final class EventRows {
    static final String COLUMNS = "e.at, e.time, e.id, e.leaf, e.type, e.call, e.bytes";

    private EventRows() {}

    static List<IndexedEvent> read(Connection connection, Sql sql, AsOf asOf) throws SQLException {
        List<IndexedEvent> events = new ArrayList<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                byte[] id = row.getBytes(3);
                byte[] call = row.getBytes(6);
                long at = row.getLong(1);
                events.add(new IndexedEvent(
                        asOf.logId(Place.log(at)),
                        Place.position(at),
                        row.getLong(2),
                        id == null ? null : Ids.of(id),
                        Hash.of(row.getBytes(4)),
                        row.getString(5),
                        call == null ? null : Ids.of(call),
                        row.getBytes(7)));
            }
        }
        return events;
    }
}
