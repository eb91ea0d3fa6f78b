package io.chirograph.query.lookup;

import io.chirograph.event.EventType;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.IndexWriter;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.RowId;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Coverage;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// Reads what the indexed logs cover, as of given sizes.
public record SpanReader(AsOf asOf) {
    /// Where each log that has an event begins and ends.
    public Coverage ends(CallFilter filter) throws SQLException {
        return Coverage.of(spans(filter, false), List.of(), filter);
    }

    /// What each log that has an event covers.
    /// @param lives whether to say how it lived in the period
    List<Coverage.Span> spans(CallFilter filter, boolean lives) throws SQLException {
        List<Coverage.Span> spans = new ArrayList<>();
        for (Map.Entry<String, Long> log : new TreeMap<>(asOf.sizes()).entrySet()) {
            long number = asOf.number(log.getKey());
            long from = RowId.of(number, 0);
            long to = RowId.of(number, log.getValue());
            Optional<IndexedEvent> first = edge(from, to, "ASC");
            Optional<IndexedEvent> last = edge(from, to, "DESC");
            if (first.isPresent() && last.isPresent()) {
                spans.add(new Coverage.Span(
                        log.getKey(),
                        edge(first.get()),
                        edge(last.get()),
                        last.get().type().equals(EventType.LOG_STOPPED.wire()),
                        first.get().position() == 0
                                ? Coverage.predecessor(first.get().view())
                                : null,
                        lives ? count("event_time WHERE time > ?", 0, from, to, filter) : null,
                        lives
                                ? count("event_type WHERE type = ?", EventType.LOG_HEARTBEAT.wire(), from, to, filter)
                                : null,
                        lives
                                ? count(
                                        "event_type WHERE type = ?",
                                        EventType.RECORDING_LAPSED.wire(),
                                        from,
                                        to,
                                        filter)
                                : null,
                        lives ? silence(from, to, filter) : null));
            }
        }
        return spans;
    }

    private static Coverage.Edge edge(IndexedEvent event) {
        return new Coverage.Edge(event.position(), Instant.ofEpochMilli(event.time()));
    }

    private Optional<IndexedEvent> edge(long from, long to, String order) throws SQLException {
        Sql sql = EventRows.where(
                "e.at >= ? AND e.at < ? AND e.type <> ? ORDER BY e.at " + order + " LIMIT 1",
                from,
                to,
                IndexWriter.MALFORMED);
        return EventRows.read(sql, asOf).stream().findFirst();
    }

    private long count(String condition, Object value, long from, long to, CallFilter filter) throws SQLException {
        return within("SELECT count(*) FROM event INDEXED BY " + condition, value, from, to, filter)
                .number(asOf.connection());
    }

    private static Sql within(String select, Object value, long from, long to, CallFilter filter) {
        return ListSql.period(new Sql(select + " AND at >= ? AND at < ?", value, from, to), "time", filter);
    }

    private Coverage.@Nullable Silence silence(long from, long to, CallFilter filter) throws SQLException {
        return within(
                        "SELECT before, time FROM (SELECT time, lag(time) OVER (ORDER BY time) AS before FROM event"
                                + " INDEXED BY event_time WHERE time > ?",
                        0,
                        from,
                        to,
                        filter)
                .add(") g WHERE before IS NOT NULL ORDER BY time - before DESC, time LIMIT 1")
                .rows(asOf.connection(), row -> Coverage.Silence.ofMillis(row.getLong(1), row.getLong(2)))
                .stream()
                .findFirst()
                .orElse(null);
    }
}
