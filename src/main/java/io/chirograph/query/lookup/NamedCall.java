package io.chirograph.query.lookup;

import io.chirograph.event.EventView;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.IndexedCall;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.web.ApiException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// A call with the events of applications that name it, as far as both may be seen.
/// @param events the first ones, oldest first
/// @param more how many there are beside; at [#MOST] there may be more still
public record NamedCall(IndexedCall call, List<IndexedEvent> events, long more) {
    /// As many events are shown.
    public static final int SHOWN = 20;

    /// Beyond this it is not counted.
    public static final int MOST = 10_000;

    private static final int MOST_NAMING = 256;

    static NamedCall read(IndexedCall call, AsOf asOf) throws SQLException {
        String naming = "word w CROSS JOIN posting p ON p.word = w.id CROSS JOIN item i ON i.number = p.item CROSS JOIN"
                + " event e ON e.at = p.at WHERE w.name = ? AND w.value = ? AND " + asOf.holds("p.at");
        Object[] values = {CallEvent.RELATED, call.id().toString()};
        Sql first = asOf.onlyItems(EventRows.from(naming, values), "i").add(" ORDER BY p.item LIMIT ?", SHOWN);
        Sql all =
                asOf.onlyItems(new Sql("SELECT 1 FROM " + naming, values), "i").add(" LIMIT ?", SHOWN + MOST);
        List<IndexedEvent> events = EventRows.read(first, asOf);
        long count = new Sql("SELECT count(*) FROM (").add(all).add(") x").number(asOf.connection());
        return new NamedCall(call, events, count - events.size());
    }

    /// The items of the calls that an event names, or the decisions of an id.
    /// @param name an event's id or leaf hash, or a decision's id; what may not be seen names nothing
    static List<Long> by(String name, AsOf asOf) throws SQLException {
        List<IndexedEvent> naming = new ArrayList<>();
        EventName event = EventName.find(name);
        if (event != null) {
            naming.addAll(read(event.where(" AND ").add(asOf.holds("e.at")), asOf));
        }
        naming.addAll(read(
                EventRows.from(
                        "word w CROSS JOIN posting p ON p.word = w.id CROSS JOIN event e ON e.at = p.at WHERE w.name ="
                                + " 'decision' AND w.value = ? AND " + asOf.holds("p.at"),
                        asOf.dialect().word(name)),
                asOf));
        if (naming.size() > MOST_NAMING) {
            throw ApiException.badParameter(
                    "namedBy", name, "of an event, or of a decision that at most " + MOST_NAMING + " events record");
        }
        Set<String> calls = new LinkedHashSet<>();
        for (IndexedEvent one : naming) {
            if (one.id() != null) {
                calls.addAll(CallEvent.relatedCalls(one.view().data()));
            }
        }
        return numbers(calls, asOf);
    }

    private static List<IndexedEvent> read(Sql sql, AsOf asOf) throws SQLException {
        return EventRows.read(asOf.onlyEvents(sql, "e").add(" LIMIT ?", MOST_NAMING + 1), asOf);
    }

    private static List<Long> numbers(Set<String> calls, AsOf asOf) throws SQLException {
        List<Long> numbers = new ArrayList<>();
        for (String call : calls) {
            UUID id = EventView.uuid(call);
            if (id != null) {
                numbers.addAll(new Sql("SELECT number FROM item WHERE call = ? AND ", (Object) Ids.bytes(id))
                        .add(asOf.holds("first"))
                        .rows(asOf.connection(), row -> row.getLong(1)));
            }
        }
        return numbers;
    }
}
