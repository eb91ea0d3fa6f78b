package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.sql.Dialect;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallEvent;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The statements behind a timeline: what a question means, and one step from it along the calls that events name.
///
/// The step is taken from everything that is meant where that is at most [Selectors#FEW] items, else from what of it
/// is in the period, else not at all. Each page takes it anew, as of the sizes of the first one.
///
/// The work of one page is bounded, as that of the other lists is. The full text is looked for only in what a page goes
/// through, item by item, and for as long as there is patience; then the list goes on behind. Where no other demand
/// finds few, what the text finds is looked for, on the first page for as long as there is patience: where that is
/// too short, no page takes the step, as each cursor says.
/// @param deciding how long is looked for what the text finds, on a first page
/// @param patience begins when the looking through does
record TimelineSql(ListQuery query, AsOf asOf, Patience deciding, Supplier<Patience> patience) {
    /// Where a text is looked for, most links are from what it does not stand in.
    private static final int MOST_LINKS = 4 * Selectors.FEW;

    /// @param ways how an item came in, by its number; nothing of one that the question means
    /// @param links from what the step was taken
    record Found(ListSql.Found<ListSql.Item> found, Map<Long, TimelineItem.Way> ways, Page.Links links) {}

    /// What is one step away.
    /// @param ways how, by number
    /// @param from from what, by number
    private record Linked(Map<Long, TimelineItem.Way> ways, Map<Long, Set<Long>> from) {
        void add(Link link, TimelineItem.Way way) {
            ways.put(link.item, way);
            from.computeIfAbsent(link.item, _ -> new HashSet<>()).add(link.from);
        }
    }

    /// @param from 0 where no text is looked for
    private record Link(long item, long from) {}

    Found read() throws SQLException {
        Page.Links before = query.after() == null ? null : query.after().links();
        Patience decided = before == null ? deciding : Patience.ENDLESS;
        ListSql list = new ListSql(query, asOf, decided);
        Bounds period = Bounds.of(query.filter());
        for (Page.Links links : List.of(Page.Links.ALL, Page.Links.PERIOD)) {
            if (before == null || links.compareTo(before) >= 0) {
                ListSql.Meant meant = list.meant(links == Page.Links.ALL ? Bounds.ALL : period, Selectors.FEW);
                Linked linked = meant == null ? null : linked(meant);
                if (meant != null && linked != null) {
                    return page(period, meant, linked, links);
                }
            }
        }
        return new Found(new ListSql(query, asOf, patience.get()).items(), Map.of(), Page.Links.NONE);
    }

    /// The next items in order, one more than the limit where there is more.
    private Found page(Bounds period, ListSql.Meant meant, Linked linked, Page.Links links) throws SQLException {
        TextReader text = meant.text();
        Patience left = text == null ? Patience.ENDLESS : patience.get();
        PageMark after = query.after();
        Bounds bounds = after == null ? period : period.behind(after.number(), query.oldestFirst());
        Set<Long> all = new HashSet<>(meant.numbers());
        all.addAll(linked.ways.keySet());
        List<Long> rest = inOrder(all).stream().filter(bounds::has).toList();
        TextReader.Look look = text == null ? null : text.look(rest);
        Map<Long, TimelineItem.Way> ways = new HashMap<>();
        List<Long> found = new ArrayList<>();
        int looked = 0;
        while (looked < rest.size() && found.size() <= query.limit() && (looked == 0 || !left.isOver())) {
            long number = rest.get(looked++);
            if (meant.numbers().contains(number) && (look == null || look.finds(number))) {
                found.add(number);
            } else if (linked.ways.containsKey(number)
                    && (text == null || isAny(linked.from.getOrDefault(number, Set.of()), text))) {
                found.add(number);
                ways.put(number, linked.ways.get(number));
            }
        }
        boolean isEnd = looked == rest.size() || found.size() > query.limit();
        PageMark scanned = isEnd ? null : PageMark.of(query, rest.get(looked - 1), asOf);
        return new Found(new ListSql(query, asOf, left).found(found, scanned), ways, links);
    }

    private List<Long> inOrder(Set<Long> numbers) {
        return numbers.stream()
                .sorted(query.oldestFirst() ? Comparator.naturalOrder() : Comparator.reverseOrder())
                .toList();
    }

    /// Whether the text stands in any of these.
    private boolean isAny(Set<Long> numbers, TextReader text) throws SQLException {
        List<Long> from = inOrder(numbers);
        TextReader.Look look = text.look(from);
        for (long number : from) {
            if (look.finds(number)) {
                return true;
            }
        }
        return false;
    }

    /// What is one step away from what may be meant; null where that is more than can be looked through.
    private @Nullable Linked linked(ListSql.Meant meant) throws SQLException {
        boolean isSaid = meant.text() == null;
        int most = isSaid ? Selectors.FEW : MOST_LINKS;
        Dialect dialect = asOf.dialect();
        List<Link> named = links(
                "c",
                "SELECT DISTINCT c.number, " + (isSaid ? "0" : "i.number") + " FROM " + dialect.numbers()
                        + " CROSS JOIN item i ON i.number = d.value CROSS JOIN event e ON e.at = i.first"
                        + dialect.relatedCalls("e.bytes", "c") + " WHERE i.call IS NULL AND "
                        + asOf.holds("c.first"),
                meant,
                most);
        List<Link> naming = links(
                "i",
                "SELECT DISTINCT i.number, " + (isSaid ? "0" : "c.number") + " FROM " + dialect.numbers()
                        + " CROSS JOIN item c ON"
                        + " c.number = d.value CROSS JOIN word w ON"
                        + " w.name = '" + CallEvent.RELATED + "' AND w.value = " + dialect.uuid("c.call")
                        + " CROSS JOIN posting p ON p.word = w.id CROSS JOIN item i ON i.number = p.item"
                        + " WHERE c.call IS NOT NULL AND " + asOf.holds("p.at"),
                meant,
                most);
        if (named.size() + naming.size() > most) {
            return null;
        }
        Linked linked = new Linked(new HashMap<>(), new HashMap<>());
        named.forEach(link -> linked.add(link, TimelineItem.Way.NAMED));
        naming.forEach(link -> linked.add(link, TimelineItem.Way.NAMES));
        return linked;
    }

    /// Items that may be seen, and from what they are one step away; one more than are looked through where there are
    /// more.
    private List<Link> links(String item, String select, ListSql.Meant meant, int most) throws SQLException {
        return asOf.onlyItems(new Sql(select, meant.numbers().toString()), item)
                .add(" LIMIT ?", most + 1)
                .rows(asOf.connection(), row -> new Link(row.getLong(1), row.getLong(2)));
    }
}
