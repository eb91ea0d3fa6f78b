package io.chirograph.query.lookup;

import io.chirograph.event.EventType;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.IndexWriter;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.RowId;
import io.chirograph.query.index.Sql;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Coverage;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what the indexed logs cover, as of given sizes.
record SpanReader(Connection connection, AsOf asOf) {
    /// Where each log that has an event begins and ends.
    Coverage ends() throws SQLException {
        return spans(null);
    }

    /// What each log that has an event covers, and how it lived in the period.
    /// @param filter null to know the ends alone
    Coverage spans(@Nullable CallFilter filter) throws SQLException {
        SortedMap<String, Coverage.Span> spans = new TreeMap<>();
        for (Map.Entry<String, Long> log : asOf.sizes().entrySet()) {
            long number = asOf.numbers().getOrDefault(log.getKey(), 0L);
            long from = RowId.of(number, 0);
            long to = RowId.of(number, log.getValue());
            Optional<IndexedEvent> first = edge(from, to, "ASC");
            Optional<IndexedEvent> last = edge(from, to, "DESC");
            if (first.isPresent() && last.isPresent()) {
                Coverage.Span ends = ends(first.get(), last.get());
                spans.put(log.getKey(), filter == null ? ends : span(ends, from, to, filter));
            }
        }
        return new Coverage(spans, List.of());
    }

    private static Coverage.Span ends(IndexedEvent first, IndexedEvent last) {
        return Coverage.ends(
                first.position(),
                first.time(),
                last.position(),
                last.time(),
                last.type().equals(EventType.LOG_STOPPED.wire()),
                first.position() == 0 ? Coverage.predecessor(first.view()) : null);
    }

    private Coverage.Span span(Coverage.Span ends, long from, long to, CallFilter filter) throws SQLException {
        return new Coverage.Span(
                ends.first(),
                ends.firstTime(),
                ends.last(),
                ends.lastTime(),
                ends.stopped(),
                ends.succeeds(),
                within("SELECT count(*) FROM event INDEXED BY event_time WHERE time > 0", from, to, filter)
                        .number(connection),
                ofType(EventType.LOG_HEARTBEAT, from, to, filter).number(connection),
                ofType(EventType.RECORDING_LAPSED, from, to, filter).number(connection),
                silence(from, to, filter));
    }

    private Optional<IndexedEvent> edge(long from, long to, String order) throws SQLException {
        Sql sql = new Sql()
                .add(
                        "SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.at >= ? AND e.at < ? AND e.type <> ?"
                                + " ORDER BY e.at " + order + " LIMIT 1",
                        from,
                        to,
                        IndexWriter.MALFORMED);
        return EventRows.read(connection, sql, asOf).stream().findFirst();
    }

    private static Sql ofType(EventType type, long from, long to, CallFilter filter) {
        Sql sql = new Sql()
                .add(
                        "SELECT count(*) FROM event INDEXED BY event_type WHERE type = ? AND at >= ? AND at < ?",
                        type.wire(),
                        from,
                        to);
        return PopulationReader.period(sql, "time", filter);
    }

    private static Sql within(String select, long from, long to, CallFilter filter) {
        return PopulationReader.period(new Sql().add(select + " AND at >= ? AND at < ?", from, to), "time", filter);
    }

    private Coverage.@Nullable Silence silence(long from, long to, CallFilter filter) throws SQLException {
        return within(
                        "SELECT before, time FROM (SELECT time, lag(time) OVER (ORDER BY time) AS before FROM event"
                                + " INDEXED BY event_time WHERE time > 0",
                        from,
                        to,
                        filter)
                .add(") WHERE before IS NOT NULL ORDER BY time - before DESC, time LIMIT 1")
                .rows(connection, row -> new Coverage.Silence(row.getLong(1), row.getLong(2)))
                .stream()
                .findFirst()
                .orElse(null);
    }
}
