package io.chirograph.query.lookup;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.FollowedLogs;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.IndexDamagedException;
import io.chirograph.query.index.IndexFile;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.RowId;
import io.chirograph.query.index.Sql;
import io.chirograph.tlog.Hash;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/// Answers questions from the index. Safe for many threads; a bounded number of questions is worked on at
/// once, so that auditors cannot crowd out calls.
/// @param logs whose signatures vouch for what is read
/// @param places bounds the questions at once
/// @param scope what may be seen
public record IndexReader(IndexFile index, FollowedLogs logs, Semaphore places, AuditScope scope) {
    private static final int AT_ONCE = 4;

    public IndexReader(IndexFile index, FollowedLogs logs) {
        this(index, logs, new Semaphore(AT_ONCE, true), AuditScope.ALL);
    }

    /// The same index, of which no more is there than may be seen.
    public IndexReader within(AuditScope limits) {
        return new IndexReader(index, logs, places, limits);
    }

    public Page<IndexedCall> calls(ListQuery query) throws SQLException {
        return ask(connection -> {
            AsOf asOf = asOf(connection, query);
            List<IndexedCall> calls = callRows(connection, new ListSql(connection, query, asOf).calls(), asOf);
            return page(
                    connection,
                    query,
                    asOf,
                    calls,
                    IndexedCall::time,
                    call -> call.id().toString());
        });
    }

    public Page<IndexedEvent> events(ListQuery query) throws SQLException {
        return ask(connection -> {
            AsOf asOf = asOf(connection, query);
            List<IndexedEvent> events = EventRows.read(connection, new ListSql(connection, query, asOf).events(), asOf);
            return page(
                    connection, query, asOf, events, IndexedEvent::time, event -> event.log() + ":" + event.position());
        });
    }

    /// @param rows one more than the limit where there is another page
    private static <T> Page<T> page(
            Connection connection,
            ListQuery query,
            AsOf asOf,
            List<T> rows,
            ToLongFunction<T> time,
            Function<T, String> place)
            throws SQLException {
        boolean more = rows.size() > query.limit();
        List<T> items = more ? rows.subList(0, query.limit()) : rows;
        String next = more && !items.isEmpty()
                ? new PageMark(
                                query.digest(),
                                time.applyAsLong(items.getLast()),
                                place.apply(items.getLast()),
                                asOf.sizes())
                        .encode()
                : null;
        return new Page<>(
                items, next, asOf, new SpanReader(connection, asOf).ends().json(query.filter()));
    }

    public Optional<IndexedCall> call(UUID id) throws SQLException {
        return ask(connection -> {
            AsOf asOf = now(connection);
            Sql sql = new Sql()
                    .add("SELECT c.id, c.time, c.ended, c.outcome FROM call c WHERE c.id = ? AND ", Ids.bytes(id))
                    .add(asOf.holds("c.first"));
            asOf.onlyCalls(sql, "c");
            return callRows(connection, sql, asOf).stream().findFirst();
        });
    }

    public Optional<IndexedEvent> event(UUID id) throws SQLException {
        return event("e.id = ?", Ids.bytes(id));
    }

    public Optional<IndexedEvent> event(Hash leaf) throws SQLException {
        return event("e.leaf = ?", leaf.bytes());
    }

    /// An event of one log by its id.
    public Optional<IndexedEvent> event(UUID id, String log) throws SQLException {
        return eventOf(log, "e.id = ?", Ids.bytes(id));
    }

    /// An event of one log by its leaf hash.
    public Optional<IndexedEvent> event(Hash leaf, String log) throws SQLException {
        return eventOf(log, "e.leaf = ?", leaf.bytes());
    }

    /// Whether the event at a position of a log may be seen.
    public boolean sees(String log, long position) throws SQLException {
        return ask(connection -> {
            AsOf asOf = now(connection);
            return !EventRows.read(connection, asOf.onlyEvents(at(asOf, log, position), "e"), asOf)
                    .isEmpty();
        });
    }

    /// The event at a position of a log, whosever it is.
    public Optional<IndexedEvent> event(String log, long position) throws SQLException {
        return ask(connection -> {
            AsOf asOf = now(connection);
            return EventRows.read(connection, at(asOf, log, position), asOf).stream()
                    .findFirst();
        });
    }

    private static Sql at(AsOf asOf, String log, long position) {
        return new Sql()
                .add(
                        "SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.at = ?",
                        RowId.of(asOf.numbers().getOrDefault(log, 0L), position));
    }

    /// What is indexed now, a log's size by its id.
    public SortedMap<String, Long> sizes() throws SQLException {
        return new TreeMap<>(ask(connection -> now(connection)).sizes());
    }

    /// The key of the segment that holds an event.
    public Optional<String> segment(IndexedEvent event) throws SQLException {
        return ask(connection -> {
            long at = RowId.of(now(connection).numbers().getOrDefault(event.log(), 0L), event.position());
            Sql sql = new Sql().add("SELECT key FROM segment WHERE at <= ? ORDER BY at DESC LIMIT 1", at);
            return sql.rows(connection, row -> row.getString(1)).stream().findFirst();
        });
    }

    private Optional<IndexedEvent> event(String condition, byte[] value) throws SQLException {
        return ask(connection -> {
            AsOf asOf = now(connection);
            Sql sql = new Sql()
                    .add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE " + condition + " AND ", value)
                    .add(asOf.holds("e.at"));
            asOf.onlyEvents(sql, "e").add(" ORDER BY e.at LIMIT 1");
            return EventRows.read(connection, sql, asOf).stream().findFirst();
        });
    }

    private Optional<IndexedEvent> eventOf(String log, String condition, byte[] value) throws SQLException {
        return ask(connection -> {
            AsOf asOf = now(connection);
            long number = asOf.numbers().getOrDefault(log, 0L);
            Sql sql = new Sql()
                    .add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE " + condition, value)
                    .add(" AND +e.at >= ? AND +e.at < ?", RowId.of(number, 0), RowId.of(number + 1, 0));
            asOf.onlyEvents(sql, "e").add(" ORDER BY e.at LIMIT 1");
            return EventRows.read(connection, sql, asOf).stream().findFirst();
        });
    }

    /// What is indexed now and may be seen, as the logs' signatures have it.
    public AsOf now(Connection connection) throws SQLException {
        return AsOf.now(connection, logs, scope);
    }

    private AsOf asOf(Connection connection, ListQuery query) throws SQLException {
        AsOf now = now(connection);
        PageMark after = query.after();
        return after == null ? now : now.at(after.sizes());
    }

    private static List<IndexedCall> callRows(Connection connection, Sql sql, AsOf asOf) throws SQLException {
        return sql.rows(connection, row -> {
            byte[] id = row.getBytes(1);
            long ended = row.getLong(3);
            boolean over = !row.wasNull() && asOf.covers(ended);
            Sql events = new Sql()
                    .add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.call = ? AND ", id)
                    .add(asOf.holds("e.at"))
                    .add(" ORDER BY e.time, e.at");
            IndexedCall call = new IndexedCall(
                    Ids.of(id),
                    row.getLong(2),
                    over ? row.getString(4) : CallFilter.OPEN,
                    EventRows.read(connection, events, asOf));
            requireTold(call);
            requireTimed(connection, call, asOf);
            return call;
        });
    }

    /// What is said of a call has to be said by its events.
    private static void requireTold(IndexedCall call) throws IndexDamagedException {
        boolean ended = false;
        boolean told = false;
        for (IndexedEvent event : call.events()) {
            String outcome = CallEvent.of(event.view()).outcome();
            ended |= outcome != null;
            told |= call.outcome().equals(outcome);
        }
        if (call.outcome().equals(CallFilter.OPEN) ? ended : !told) {
            throw new IndexDamagedException("call " + call.id() + " is not what its events say");
        }
    }

    /// Its time is that of one of its events, which may have come from another log since.
    private static void requireTimed(Connection connection, IndexedCall call, AsOf asOf) throws SQLException {
        if (call.events().stream().noneMatch(event -> event.time() == call.time())) {
            Sql later = new Sql()
                    .add(
                            "SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.call = ? AND e.time = ? AND ",
                            Ids.bytes(call.id()),
                            call.time())
                    .add(asOf.isBeyond("e.at"));
            if (EventRows.read(connection, later, asOf).isEmpty()) {
                throw new IndexDamagedException("call " + call.id() + " has another time than its events");
            }
        }
    }

    public <T> T ask(IndexFile.Question<T> question) throws SQLException {
        places.acquireUninterruptibly();
        try {
            return index.read(question);
        } finally {
            places.release();
        }
    }
}
