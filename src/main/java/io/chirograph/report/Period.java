package io.chirograph.report;

import io.chirograph.event.EventType;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.sql.Sql;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The indexed events of a period, as of given sizes.
/// @param from in milliseconds
/// @param to its end, which is not part of it
record Period(AsOf asOf, long from, long to) {
    /// Events of some types, the oldest first; the newest [Section#MOST] and one more where there are more.
    List<IndexedEvent> events(EventType... types) throws SQLException {
        return events(from, types);
    }

    /// Those, and what was before the period: what held at its beginning is said there.
    List<IndexedEvent> eventsUntilEnd(EventType... types) throws SQLException {
        return events(0, types);
    }

    private List<IndexedEvent> events(long since, EventType... types) throws SQLException {
        String marks = Arrays.stream(types).map(type -> "?").collect(Collectors.joining(", "));
        List<Object> arguments =
                new ArrayList<>(Arrays.stream(types).map(EventType::wire).toList());
        arguments.addAll(List.of(since, to));
        Sql sql = EventRows.where("e.type IN (" + marks + ") AND e.time >= ? AND e.time < ? AND ", arguments.toArray())
                .add(asOf.holds("e.at"));
        Sql seen = asOf.onlyEvents(sql, "e").add(" ORDER BY e.time DESC, e.at DESC LIMIT " + (Section.MOST + 1));
        return EventRows.read(seen, asOf).reversed();
    }

    /// One group of events that have some members alike.
    /// @param keys the members, empty where an event has none
    record Group(List<String> keys, long count, Instant first, Instant last) {}

    /// Counts events of a type by members of their data, the largest groups first, at most [Section#MOST] and one more.
    /// @param paths of members below `data`, such as `operator.verified.subject`
    List<Group> groups(EventType type, String... paths) throws SQLException {
        String members = Arrays.stream(paths)
                .map(path -> "coalesce(" + asOf.dialect().member("e.bytes", path) + ", '')")
                .collect(Collectors.joining(", "));
        String order =
                IntStream.rangeClosed(1, paths.length).mapToObj(String::valueOf).collect(Collectors.joining(", "));
        Sql sql = new Sql(
                        "SELECT " + members + ", count(*), min(e.time), max(e.time) FROM event e WHERE e.type = ? AND"
                                + " e.time >= ? AND e.time < ? AND ",
                        type.wire(),
                        from,
                        to)
                .add(asOf.holds("e.at"));
        return asOf.onlyEvents(sql, "e")
                .add(" GROUP BY " + order + " ORDER BY count(*) DESC, " + order + " LIMIT " + (Section.MOST + 1))
                .rows(asOf.connection(), row -> {
                    List<String> keys = new ArrayList<>();
                    for (int i = 1; i <= paths.length; i++) {
                        keys.add(String.valueOf(row.getString(i)));
                    }
                    return new Group(
                            keys,
                            row.getLong(paths.length + 1),
                            Instant.ofEpochMilli(row.getLong(paths.length + 2)),
                            Instant.ofEpochMilli(row.getLong(paths.length + 3)));
                });
    }
}
