package io.chirograph.query;

import io.chirograph.evidence.search.CallFilter;
import io.chirograph.identity.Scope;
import io.chirograph.tlog.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/// Answers questions from the index. Safe for many threads; a bounded number of questions is worked on at
/// once, so that auditors cannot crowd out calls.
final class IndexReader {
    private static final int AT_ONCE = 4;
    private final IndexFile index;
    private final Semaphore places;
    private final Scope scope;

    IndexReader(IndexFile index) {
        this(index, new Semaphore(AT_ONCE, true), Scope.ALL);
    }

    private IndexReader(IndexFile index, Semaphore places, Scope scope) {
        this.index = index;
        this.places = places;
        this.scope = scope;
    }

    /// The same index, of which no more is there than may be seen.
    IndexReader within(Scope limits) {
        return new IndexReader(index, places, limits);
    }

    Scope scope() {
        return scope;
    }

    /// A question put to the index over one connection.
    @FunctionalInterface
    interface Question<T> {
        T ask(Connection connection) throws SQLException, BadParameterException, NotYetIndexedException;
    }

    Page<IndexedCall> calls(ListQuery query) throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(connection -> {
            AsOf asOf = asOf(connection, query);
            List<IndexedCall> calls = callRows(connection, new ListSql(connection, query, asOf).calls(), asOf);
            boolean more = calls.size() > query.limit();
            List<IndexedCall> items = more ? calls.subList(0, query.limit()) : calls;
            IndexedCall last = items.isEmpty() ? null : items.getLast();
            String next = more && last != null
                    ? new PageMark(query.digest(), last.time(), last.id().toString(), asOf.sizes()).encode()
                    : null;
            return new Page<>(items, next, asOf);
        });
    }

    Page<IndexedEvent> events(ListQuery query) throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(connection -> {
            AsOf asOf = asOf(connection, query);
            List<IndexedEvent> events = EventRows.read(connection, new ListSql(connection, query, asOf).events(), asOf);
            boolean more = events.size() > query.limit();
            List<IndexedEvent> items = more ? events.subList(0, query.limit()) : events;
            IndexedEvent last = items.isEmpty() ? null : items.getLast();
            String next = more && last != null
                    ? new PageMark(query.digest(), last.time(), last.log() + ":" + last.position(), asOf.sizes())
                            .encode()
                    : null;
            return new Page<>(items, next, asOf);
        });
    }

    Optional<IndexedCall> call(UUID id) throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(connection -> {
            AsOf asOf = AsOf.now(connection, scope);
            Sql sql = new Sql()
                    .add("SELECT c.id, c.time, c.ended, c.outcome FROM call c WHERE c.id = ? AND ", Ids.bytes(id))
                    .add(asOf.holds("c.first"));
            asOf.onlyCalls(sql, "c");
            return callRows(connection, sql, asOf).stream().findFirst();
        });
    }

    Optional<IndexedEvent> event(UUID id) throws SQLException, BadParameterException, NotYetIndexedException {
        return event("e.id = ?", Ids.bytes(id));
    }

    Optional<IndexedEvent> event(Hash leaf) throws SQLException, BadParameterException, NotYetIndexedException {
        return event("e.leaf = ?", leaf.bytes());
    }

    /// An event of one log by its id.
    Optional<IndexedEvent> event(UUID id, String log)
            throws SQLException, BadParameterException, NotYetIndexedException {
        return eventOf(log, "e.id = ?", Ids.bytes(id));
    }

    /// An event of one log by its leaf hash.
    Optional<IndexedEvent> event(Hash leaf, String log)
            throws SQLException, BadParameterException, NotYetIndexedException {
        return eventOf(log, "e.leaf = ?", leaf.bytes());
    }

    /// Whether the event at a position of a log may be seen.
    boolean sees(String log, long position) throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(connection -> {
            AsOf asOf = AsOf.now(connection, scope);
            long at = Place.of(asOf.numbers().getOrDefault(log, 0L), position);
            Sql sql = new Sql().add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.at = ?", at);
            return !EventRows.read(connection, asOf.onlyEvents(sql, "e"), asOf).isEmpty();
        });
    }

    /// The event at a position of a log, whosever it is.
    Optional<IndexedEvent> event(String log, long position)
            throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(connection -> {
            AsOf asOf = AsOf.now(connection, scope);
            long at = Place.of(asOf.numbers().getOrDefault(log, 0L), position);
            Sql sql = new Sql().add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.at = ?", at);
            return EventRows.read(connection, sql, asOf).stream().findFirst();
        });
    }

    /// What is indexed now, a log's size by its id.
    SortedMap<String, Long> sizes() throws SQLException, BadParameterException, NotYetIndexedException {
        return new TreeMap<>(ask(connection -> AsOf.now(connection, scope)).sizes());
    }

    /// The key of the segment that holds an event.
    Optional<String> segment(IndexedEvent event) throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(connection -> {
            long at = Place.of(AsOf.now(connection, scope).numbers().getOrDefault(event.log(), 0L), event.position());
            Sql sql = new Sql().add("SELECT key FROM segment WHERE at <= ? ORDER BY at DESC LIMIT 1", at);
            try (PreparedStatement statement = sql.prepare(connection);
                    ResultSet row = statement.executeQuery()) {
                return row.next() ? Optional.of(row.getString(1)) : Optional.empty();
            }
        });
    }

    private Optional<IndexedEvent> event(String condition, byte[] value)
            throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(connection -> {
            AsOf asOf = AsOf.now(connection, scope);
            Sql sql = new Sql()
                    .add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE " + condition + " AND ", value)
                    .add(asOf.holds("e.at"));
            asOf.onlyEvents(sql, "e").add(" ORDER BY e.at LIMIT 1");
            return EventRows.read(connection, sql, asOf).stream().findFirst();
        });
    }

    private Optional<IndexedEvent> eventOf(String log, String condition, byte[] value)
            throws SQLException, BadParameterException, NotYetIndexedException {
        return ask(connection -> {
            AsOf asOf = AsOf.now(connection, scope);
            long number = asOf.numbers().getOrDefault(log, 0L);
            Sql sql = new Sql()
                    .add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE " + condition, value)
                    .add(" AND +e.at >= ? AND +e.at < ?", Place.of(number, 0), Place.of(number + 1, 0));
            asOf.onlyEvents(sql, "e").add(" ORDER BY e.at LIMIT 1");
            return EventRows.read(connection, sql, asOf).stream().findFirst();
        });
    }

    private AsOf asOf(Connection connection, ListQuery query) throws SQLException, NotYetIndexedException {
        AsOf now = AsOf.now(connection, scope);
        PageMark after = query.after();
        return after == null ? now : now.at(after.sizes());
    }

    private static List<IndexedCall> callRows(Connection connection, Sql sql, AsOf asOf) throws SQLException {
        List<IndexedCall> calls = new ArrayList<>();
        try (PreparedStatement statement = sql.prepare(connection);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                byte[] id = row.getBytes(1);
                long ended = row.getLong(3);
                boolean over = !row.wasNull() && asOf.covers(ended);
                Sql events = new Sql()
                        .add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.call = ? AND ", id)
                        .add(asOf.holds("e.at"))
                        .add(" ORDER BY e.time, e.at");
                calls.add(new IndexedCall(
                        Ids.of(id),
                        row.getLong(2),
                        over ? row.getString(4) : CallFilter.OPEN,
                        EventRows.read(connection, events, asOf)));
            }
        }
        return calls;
    }

    <T> T ask(Question<T> question) throws SQLException, BadParameterException, NotYetIndexedException {
        places.acquireUninterruptibly();
        try (Connection connection = index.reader()) {
            return question.ask(connection);
        } finally {
            places.release();
        }
    }
}
