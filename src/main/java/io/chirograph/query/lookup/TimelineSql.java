package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.Sql;
import io.chirograph.verifier.search.CallEvent;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The statements behind a timeline: what a question means, and one step from it along the calls that events name.
///
/// The step is taken from everything that is meant where that is at most [Selectors#FEW] items, else from what of it
/// is in the period, else not at all. Each page takes it anew, as of the sizes of the first one.
record TimelineSql(ListQuery query, AsOf asOf, Patience patience) {
    private static final String CALL_ID =
            "lower(substr(hex(c.call), 1, 8) || '-' || substr(hex(c.call), 9, 4) || '-' ||"
                    + " substr(hex(c.call), 13, 4) || '-' || substr(hex(c.call), 17, 4) || '-' || substr(hex(c.call), 21))";

    /// @param ways how an item came in, by its number; nothing of one that the question means
    /// @param links from what the step was taken
    record Found(ListSql.Found<ListSql.Item> found, Map<Long, TimelineItem.Way> ways, Page.Links links) {}

    Found read() throws SQLException {
        ListSql list = new ListSql(query, asOf, patience);
        Bounds period = Bounds.of(query.filter());
        for (Page.Links links : List.of(Page.Links.ALL, Page.Links.PERIOD)) {
            List<Long> meant = list.numbers(links == Page.Links.ALL ? Bounds.ALL : period, Selectors.FEW);
            Map<Long, TimelineItem.Way> ways = meant == null ? null : ways(meant);
            if (meant != null && ways != null) {
                return new Found(list.found(page(period, meant, ways.keySet())), ways, links);
            }
        }
        return new Found(list.items(), Map.of(), Page.Links.NONE);
    }

    /// The next items in order, one more than the limit where there is more.
    private List<Long> page(Bounds period, List<Long> meant, Set<Long> linked) {
        PageMark after = query.after();
        Bounds bounds = after == null ? period : period.behind(after.number(), query.oldestFirst());
        Set<Long> all = new HashSet<>(meant);
        all.addAll(linked);
        return all.stream()
                .filter(number -> number >= bounds.from() && number < bounds.before())
                .sorted(query.oldestFirst() ? Comparator.naturalOrder() : Comparator.reverseOrder())
                .limit(query.limit() + 1L)
                .toList();
    }

    /// What is one step away; null where that is more than can be looked through.
    private @Nullable Map<Long, TimelineItem.Way> ways(List<Long> meant) throws SQLException {
        List<Long> named = numbers(
                "c",
                "SELECT DISTINCT c.number FROM json_each(?) d CROSS JOIN item i ON i.number = d.value CROSS JOIN event e"
                        + " ON e.at = i.first CROSS JOIN json_each(CAST(e.bytes AS TEXT), '$.data.related.calls') r"
                        + " CROSS JOIN item c ON c.call = unhex(replace(r.value, '-', '')) WHERE i.call IS NULL AND "
                        + asOf.holds("c.first"),
                meant);
        List<Long> naming = numbers(
                "i",
                "SELECT DISTINCT i.number FROM json_each(?) d CROSS JOIN item c ON c.number = d.value CROSS JOIN word w ON"
                        + " w.name = '" + CallEvent.RELATED + "' AND w.value = " + CALL_ID
                        + " CROSS JOIN posting p ON p.word = w.id CROSS JOIN item i ON i.number = p.item"
                        + " WHERE c.call IS NOT NULL AND " + asOf.holds("p.at"),
                meant);
        if (named.size() + naming.size() > Selectors.FEW) {
            return null;
        }
        Map<Long, TimelineItem.Way> ways = new HashMap<>();
        named.forEach(number -> ways.put(number, TimelineItem.Way.NAMED));
        naming.forEach(number -> ways.put(number, TimelineItem.Way.NAMES));
        meant.forEach(ways::remove);
        return ways;
    }

    /// Items that may be seen, one more than are looked through where there are more.
    private List<Long> numbers(String item, String select, Collection<Long> from) throws SQLException {
        return asOf.onlyItems(new Sql(select, from.toString()), item)
                .add(" LIMIT ?", Selectors.FEW + 1)
                .rows(asOf.connection(), row -> row.getLong(1));
    }
}
