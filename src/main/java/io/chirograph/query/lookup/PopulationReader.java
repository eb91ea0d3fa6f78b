package io.chirograph.query.lookup;

import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.IndexWriter;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.RowId;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.CallRow;
import io.chirograph.verifier.search.Examined;
import io.chirograph.verifier.search.FoundCall;
import io.chirograph.verifier.search.Population;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Reads whole populations out of the index, as of given sizes, and what was examined to find them.
/// @param max the calls of the largest population that is answered
public record PopulationReader(AsOf asOf, int max) {
    public record Answer(Population population, Examined examined) {}

    /// @param ids the calls that are meant; null for those that the filter means
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
        Sql sql = EventRows.where("e.item = (SELECT number FROM item WHERE call = ?) AND ", (Object) Ids.bytes(call))
                .add(asOf.holds("e.at"));
        return EventRows.read(asOf.onlyEvents(sql, "e").add(" ORDER BY e.at"), asOf);
    }

    private List<UUID> meant(CallFilter filter) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        PageMark after = null;
        do {
            int left = max - ids.size();
            ListSql.Found<ListSql.Item> found =
                    new ListSql(ListQuery.of(filter, left, after), asOf, Patience.ENDLESS).calls();
            for (ListSql.Item item : found.rows()) {
                ids.add(Ids.of(Objects.requireNonNull(item.call(), "a call without its id")));
            }
            after = found.scanned();
        } while (after != null && ids.size() <= max);
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
            long size = log.getValue();
            if (size > 0) {
                counter.log(new Examined.Range(log.getKey(), size, size, 0, malformed(log.getKey(), size)));
            }
        }
        new SpanReader(asOf).spans(filter, true).forEach(counter::span);
        outcomes(filter, counter);
        sums(filter, counter);
        return counter.done();
    }

    private long malformed(String log, long size) throws SQLException {
        long number = asOf.number(log);
        return new Sql(
                        "SELECT count(*) FROM event WHERE type = ? AND at >= ? AND at < ?",
                        IndexWriter.MALFORMED,
                        RowId.of(number, 0),
                        RowId.of(number, size))
                .number(asOf.connection());
    }

    private void outcomes(CallFilter filter, Examined.Counter counter) throws SQLException {
        Sql sql = new Sql("SELECT CASE WHEN i.ended IS NOT NULL AND ")
                .add(asOf.holds("i.ended"))
                .add(
                        " THEN i.outcome ELSE ? END AS how, count(*) FROM item i WHERE i.call IS NOT NULL AND ",
                        CallFilter.OPEN)
                .add(asOf.holds("i.first"))
                .add(" AND " + Bounds.of(filter).holds("i.number"));
        asOf.onlyItems(sql, "i").add(" GROUP BY how").rows(asOf.connection(), row -> {
            counter.calls(asOf.dialect().read(row.getString(1)), row.getLong(2));
            return true;
        });
    }

    private void sums(CallFilter filter, Examined.Counter counter) throws SQLException {
        Sql sql = EventRows.where(
                        "e.type IN (?, ?) AND NOT EXISTS (SELECT 1 FROM item v WHERE v.number = e.item AND v.call IS"
                                + " NOT NULL) AND ",
                        EventType.CALL_REFUSED.wire(),
                        EventType.RECORDING_LAPSED.wire())
                .add(asOf.holds("e.at"));
        for (IndexedEvent event : EventRows.read(ListSql.period(sql, "e.time", filter), asOf)) {
            counter.sum(event.view());
        }
    }
}
