package io.chirograph.query.index;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.Term;
import io.chirograph.web.ApiException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Goes through the index again and again, a few events at a time, and looks whether everything is there that a
/// question relies on: what a row shows is checked when it is read, a row that is missing is missed here only.
///
/// One thread at a time.
final class IndexSweep {
    private static final Logger LOG = LoggerFactory.getLogger(IndexSweep.class);
    private static final int EVENTS = 256;

    /// A call has a row, which stands in every order that it is listed by and names events of its own.
    private static final List<String> ORDERS = List.of(
            "call c JOIN event e ON e.at = c.first AND e.call = c.id WHERE c.id = ?",
            "call c LEFT JOIN event e ON e.at = c.ended AND e.call = c.id WHERE c.id = ?"
                    + " AND (c.ended IS NULL) = (e.at IS NULL) AND (c.ended IS NULL) = (c.outcome IS NULL)",
            "call c JOIN call o INDEXED BY call_time ON o.time = c.time AND o.id = c.id WHERE c.id = ?",
            "call c JOIN call o INDEXED BY call_outcome ON o.outcome IS c.outcome AND o.time = c.time AND o.id = c.id"
                    + " WHERE c.id = ?",
            "call c JOIN call o INDEXED BY call_ended ON o.ended IS c.ended AND o.id = c.id WHERE c.id = ?",
            "call c LEFT JOIN call o INDEXED BY call_tenant ON o.tenant = c.tenant AND o.time = c.time AND o.id = c.id"
                    + " WHERE c.id = ? AND (c.tenant IS NULL OR o.id IS NOT NULL)");

    private final IndexFile index;
    private final FollowedLogs logs;
    private int log;
    private long position;

    IndexSweep(IndexFile index, FollowedLogs logs) {
        this.index = index;
        this.logs = logs;
    }

    /// Checks the next few events. Damage is told to the index.
    void step() {
        try {
            index.read(connection -> {
                step(connection);
                return true;
            });
        } catch (SQLException | ApiException e) {
            if (index.damage() == null) {
                LOG.warn("The index could not be checked: {}", e.toString());
            }
        }
    }

    private void step(Connection connection) throws SQLException {
        AsOf now = AsOf.now(connection, logs, AuditScope.ALL);
        List<Map.Entry<String, Long>> all = List.copyOf(now.sizes().entrySet());
        if (all.isEmpty()) {
            return;
        }
        Map.Entry<String, Long> next = all.get(log % all.size());
        long number = now.numbers().getOrDefault(next.getKey(), 0L);
        long end = Math.min(next.getValue(), position + EVENTS);
        Sql sql = new Sql()
                .add(
                        "SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.at >= ? AND e.at < ? ORDER BY e.at",
                        RowId.of(number, position),
                        RowId.of(number, Math.max(position, end)));
        List<IndexedEvent> events = EventRows.read(connection, sql, now);
        require(events.size() == Math.max(0, end - position), "events from " + position + " of log " + next.getKey());
        for (IndexedEvent event : events) {
            check(connection, event, RowId.of(number, event.position()));
        }
        position = end;
        if (end >= next.getValue()) {
            position = 0;
            log = (log + 1) % all.size();
        }
    }

    private static void check(Connection connection, IndexedEvent event, long at) throws SQLException {
        String what = "event " + event.position() + " of log " + event.log();
        found(
                connection,
                what,
                "event INDEXED BY event_leaf WHERE leaf = ? AND at = ?",
                event.leaf().bytes(),
                at);
        found(connection, what, "event INDEXED BY event_time WHERE time = ? AND at = ?", event.time(), at);
        found(
                connection,
                what,
                "event INDEXED BY event_type WHERE type = ? AND time = ? AND at = ?",
                event.type(),
                event.time(),
                at);
        if (event.id() != null) {
            found(connection, what, "event INDEXED BY event_id WHERE id = ? AND at = ?", Ids.bytes(event.id()), at);
        }
        if (event.call() != null) {
            byte[] call = Ids.bytes(event.call());
            found(connection, what, "event INDEXED BY event_call WHERE call = ? AND at = ?", call, at);
            call(connection, CallEvent.of(event.view()), event, call);
        }
    }

    /// What is derived of a call for finding it: its row, its place in every order, and a row for each term.
    private static void call(Connection connection, CallEvent facts, IndexedEvent event, byte[] call)
            throws SQLException {
        String what = "call " + event.call();
        for (String order : ORDERS) {
            found(connection, what, order, call);
        }
        if (facts.outcome() != null) {
            found(connection, what, "call WHERE id = ? AND ended IS NOT NULL AND outcome IS NOT NULL", call);
        }
        String tenant = event.view().data().at("/actor/verified/tenant").asString("");
        if (!tenant.isEmpty()) {
            found(connection, what, "call WHERE id = ? AND tenant IN (?, '')", call, tenant);
        }
        for (Term term : facts.terms()) {
            found(
                    connection,
                    what,
                    "call c JOIN term t ON t.time = c.time AND t.call = c.id JOIN event e ON e.at = t.at AND e.call ="
                            + " c.id WHERE c.id = ? AND t.name = ? AND t.value = ?",
                    call,
                    term.name(),
                    term.value());
        }
    }

    private static void found(Connection connection, String what, String from, Object... values) throws SQLException {
        List<Boolean> rows =
                new Sql().add("SELECT 1 FROM " + from + " LIMIT 1", values).rows(connection, _ -> true);
        require(!rows.isEmpty(), what);
    }

    private static void require(boolean holds, String what) throws IndexDamagedException {
        if (!holds) {
            throw new IndexDamagedException(what + " is not there any more, or not where it is looked for");
        }
    }
}
