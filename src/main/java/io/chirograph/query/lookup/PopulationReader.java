package io.chirograph.query.lookup;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.IndexWriter;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.RowId;
import io.chirograph.query.index.Sql;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.CallRow;
import io.chirograph.verifier.search.Examined;
import io.chirograph.verifier.search.FoundCall;
import io.chirograph.verifier.search.Population;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads whole populations out of the index, as of given sizes, and what was examined to find them.
/// @param max the calls of the largest population that is answered
public record PopulationReader(Connection connection, AsOf asOf, int max) {
    /// A population, and what was looked at.
    public record Answer(Population population, Examined examined) {}

    /// @param ids the calls that are meant; null for those that the filter means
    public Answer read(CallFilter filter, @Nullable List<UUID> ids) throws SQLException {
        return read(filter, ids, List.of());
    }

    /// @param unknown logs that the archive holds and that are not indexed
    public Answer read(CallFilter filter, @Nullable List<UUID> ids, List<String> unknown) throws SQLException {
        List<UUID> meant = ids == null ? meant(filter) : ids;
        List<CallRow> rows = new ArrayList<>(meant.size());
        for (UUID id : meant) {
            call(id).filter(call -> ids != null || filter.matches(call)).ifPresent(call -> rows.add(call.row()));
        }
        return new Answer(Population.of(rows), examined(filter, unknown));
    }

    /// The events of a call, in the order of their places.
    public List<IndexedEvent> events(UUID call) throws SQLException {
        Sql sql = new Sql()
                .add("SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.call = ? AND ", Ids.bytes(call))
                .add(asOf.holds("e.at"));
        return EventRows.read(connection, asOf.onlyEvents(sql, "e").add(" ORDER BY e.at"), asOf);
    }

    private List<UUID> meant(CallFilter filter) throws SQLException {
        Sql sql = new ListSql(connection, new ListQuery(filter, max, null, ""), asOf).calls();
        List<UUID> ids = sql.rows(connection, row -> Ids.of(row.getBytes(1)));
        if (ids.size() > max) {
            throw new ApiException(
                    ErrorCode.POPULATION_TOO_LARGE,
                    "The query means more than " + max + " calls. Narrow it, by 'from' and 'to' for instance, or run"
                            + " 'chirograph search' on a copy of the archive.",
                    "query",
                    filter.given().toString());
        }
        return ids;
    }

    private Optional<FoundCall> call(UUID id) throws SQLException {
        FoundCall call = null;
        for (IndexedEvent event : events(id)) {
            EventView view = event.view();
            if (call == null) {
                call = new FoundCall(id);
            }
            call.add(event.log(), event.position(), view, CallEvent.of(view));
        }
        return Optional.ofNullable(call);
    }

    private Examined examined(CallFilter filter, List<String> unknown) throws SQLException {
        Examined.Counter counter = new Examined.Counter(filter);
        unknown.forEach(counter::unknown);
        for (Map.Entry<String, Long> log : asOf.sizes().entrySet()) {
            if (log.getValue() > 0) {
                long size = log.getValue();
                counter.log(log.getKey(), new Examined.Range(size, size, 0, malformed(log.getKey(), size)));
            }
        }
        new SpanReader(connection, asOf).spans(filter).logs().forEach(counter::span);
        outcomes(filter, counter);
        sums(filter, counter);
        return counter.done();
    }

    private long malformed(String log, long size) throws SQLException {
        long number = asOf.numbers().getOrDefault(log, 0L);
        return new Sql()
                .add("SELECT count(*) FROM event WHERE type = ? AND ", IndexWriter.MALFORMED)
                .add("at >= ? AND at < ?", RowId.of(number, 0), RowId.of(number, size))
                .number(connection);
    }

    private void outcomes(CallFilter filter, Examined.Counter counter) throws SQLException {
        Sql sql = new Sql()
                .add("SELECT CASE WHEN c.ended IS NOT NULL AND ")
                .add(asOf.holds("c.ended"))
                .add(" THEN c.outcome ELSE ? END AS how, count(*) FROM call c WHERE ", CallFilter.OPEN)
                .add(asOf.holds("c.first"));
        asOf.onlyCalls(period(sql, "c.time", filter), "c").add(" GROUP BY how").rows(connection, row -> {
            counter.calls(row.getString(1), row.getLong(2));
            return true;
        });
    }

    private void sums(CallFilter filter, Examined.Counter counter) throws SQLException {
        Sql sql = new Sql()
                .add(
                        "SELECT " + EventRows.COLUMNS + " FROM event e WHERE e.type IN (?, ?) AND e.call IS NULL AND ",
                        EventType.CALL_REFUSED.wire(),
                        EventType.RECORDING_LAPSED.wire())
                .add(asOf.holds("e.at"));
        for (IndexedEvent event : EventRows.read(connection, period(sql, "e.time", filter), asOf)) {
            counter.sum(event.view());
        }
    }

    static Sql period(Sql sql, String column, CallFilter filter) {
        if (filter.from() != null) {
            sql.add(" AND " + column + " >= ?", filter.from());
        }
        if (filter.to() != null) {
            sql.add(" AND " + column + " < ?", filter.to());
        }
        return sql;
    }
}
