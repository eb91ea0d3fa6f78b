package io.chirograph.query.lookup;

import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.ItemFacts;
import io.chirograph.query.index.ItemNumber;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallEvent;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Coverage;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Computes figures about the calls that a query means, as of given sizes.
///
/// The work is bounded by the items that are looked through, and the answer by groups and cells.
public record SummaryReader(SummaryQuery query, AsOf asOf) {
    /// More items than this are not looked through for one answer.
    static final int MOST_ITEMS = 1_000_000;

    private static final int MOST_CELLS = 10_000;

    /// More groups than this that are as large, and as new, as the smallest that is told apart are not compared by
    /// name.
    private static final int MOST_TIED = 1000;

    /// By what the log says alone, so that every index answers the same.
    private static final Comparator<Item> ORDER = Comparator.comparingLong(
                    (Item item) -> -item.figures().calls())
            .thenComparing(item -> item.group() == null ? "" : item.group().toString());

    /// One group: what its calls have in common, by column.
    private record Group(List<Object> keys) {}

    private record Cell(@Nullable String span, @Nullable Group group) {}

    /// Figures of one span and group.
    /// @param others whether it is all groups that are not told apart; null where it is not
    public record Item(
            @Nullable String span,
            @Nullable Map<String, String> group,
            @Nullable Boolean others,
            @JsonUnwrapped Figures.Told figures) {}

    /// @param items of periods and groups, the largest group first, and those of one size by their names; what lies
    ///     beyond the groups that are told apart stands with `others`
    /// @param since before which nothing was looked through, so that more calls may be meant; null where all were
    public record Answer(
            List<Item> items,
            Figures.Told total,
            AsOf asOf,
            Coverage coverage,
            @Nullable Instant since) {}

    /// Figures of all calls that are meant.
    /// @throws ApiException too many would have to be looked through
    public Answer read() throws SQLException {
        Sql calls = new ListSql(query.calls(), asOf, Patience.ENDLESS).all(MOST_ITEMS);
        if (calls == null) {
            throw new ApiException(
                    ErrorCode.POPULATION_TOO_LARGE,
                    "More than " + MOST_ITEMS + " calls would have to be looked through. Narrow the question, by 'from'"
                            + " and 'to' for instance.",
                    "from",
                    query.calls().filter().given().toString());
        }
        return figures(calls, null);
    }

    /// Figures of the newest calls that are meant, as far as one page looks through them.
    /// @param most items to look through, where no text is looked for
    /// @param patience how long a text is looked for
    Answer newest(int most, Patience patience) throws SQLException {
        ListSql.Newest newest = new ListSql(query.calls(), asOf, patience).newest(most);
        Long behind = newest.behind();
        return figures(newest.calls(), behind == null ? null : Instant.ofEpochMilli(ItemNumber.time(behind)));
    }

    private Answer figures(Sql calls, @Nullable Instant since) throws SQLException {
        Map<Group, Map<String, String>> names = query.groups().isEmpty() ? Map.of() : names(calls);
        Figures total = new Figures();
        SortedMap<String, Map<Cell, Figures>> cells = new TreeMap<>();
        figures(calls, List.copyOf(names.keySet()), cells, total);
        List<Item> items = new ArrayList<>();
        for (Map<Cell, Figures> span : cells.values()) {
            span.entrySet().stream()
                    .map(entry -> item(entry.getKey(), entry.getValue(), names))
                    .sorted(ORDER)
                    .forEach(items::add);
        }
        return new Answer(
                items,
                total.told(),
                asOf,
                new SpanReader(asOf).ends(query.calls().filter()),
                since);
    }

    private Item item(Cell cell, Figures figures, Map<Group, Map<String, String>> names) {
        Group group = cell.group();
        boolean isOthers = group == null && !query.groups().isEmpty();
        return new Item(cell.span(), group == null ? null : names.get(group), isOthers ? true : null, figures.told());
    }

    private static String column(String group) {
        return group.equals("tenant") ? "coalesce(i.tenant, '')" : "coalesce(i." + group + ", 0)";
    }

    private String columns() {
        return query.groups().stream().map(SummaryReader::column).collect(Collectors.joining(", "));
    }

    /// A group, how many calls it has, and the newest of these.
    private record Size(Group group, long calls, long newest) {
        private boolean ties(Size other) {
            return calls == other.calls && ItemNumber.time(newest) == ItemNumber.time(other.newest);
        }
    }

    /// The largest groups, each with its names: they are read from an event of one of its calls.
    private Map<Group, Map<String, String>> names(Sql calls) throws SQLException {
        int columns = query.groups().size();
        int limit = query.calls().limit();
        Sql sql = new Sql("SELECT count(*), max(i.number), " + columns() + " FROM ")
                .add(calls)
                .add(
                        " GROUP BY " + columns() + " ORDER BY 1 DESC, max(i.number) >> " + ItemNumber.COUNT_BITS
                                + " LIMIT ?",
                        limit + MOST_TIED);
        List<Size> sizes = sql.rows(asOf.connection(), row -> {
            List<Object> keys = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                keys.add(key(row.getObject(3 + i)));
            }
            return new Size(new Group(keys), row.getLong(1), row.getLong(2));
        });
        record Named(Size size, Map<String, String> names) {}
        List<Named> named = new ArrayList<>();
        for (Size size : sizes) {
            if (named.size() < limit || size.ties(sizes.get(limit - 1))) {
                named.add(new Named(size, names(size.group(), size.newest())));
            }
        }
        Comparator<Named> order = Comparator.comparingLong(
                        (Named one) -> -one.size().calls())
                .thenComparingLong(one -> ItemNumber.time(one.size().newest()))
                .thenComparing(one -> one.names().toString());
        Map<Group, Map<String, String>> names = new LinkedHashMap<>();
        named.stream()
                .sorted(order)
                .limit(limit)
                .forEach(one -> names.put(one.size().group(), one.names()));
        return names;
    }

    private Object key(Object column) {
        return column instanceof String text ? asOf.dialect().read(text) : column;
    }

    private Map<String, String> names(Group group, long item) throws SQLException {
        Map<String, String> names = new LinkedHashMap<>();
        List<IndexedEvent> events = EventRows.read(
                EventRows.where("e.item = ? AND ", item).add(asOf.holds("e.at")).add(" ORDER BY e.at"), asOf);
        for (int i = 0; i < query.groups().size(); i++) {
            String name = query.groups().get(i);
            String value = name.equals("tenant") ? String.valueOf(group.keys().get(i)) : value(name, events);
            if (!value.isEmpty()) {
                names.put(name, value);
            }
        }
        return names;
    }

    private static String value(String column, List<IndexedEvent> events) {
        for (IndexedEvent event : events) {
            String value = ItemFacts.group(column, CallEvent.of(event.view()));
            if (value != null) {
                return value;
            }
        }
        return "";
    }

    private void figures(Sql calls, List<Group> groups, SortedMap<String, Map<Cell, Figures>> cells, Figures total)
            throws SQLException {
        int columns = groups.isEmpty() ? 0 : query.groups().size();
        Sql sql = new Sql("SELECT ")
                .add(
                        query.by() == null
                                ? "NULL"
                                : query.by().sql(asOf.dialect(), "i.number >> " + ItemNumber.COUNT_BITS))
                .add(" AS span, CASE WHEN i.ended IS NOT NULL AND ")
                .add(asOf.holds("i.ended"))
                .add(
                        " THEN i.outcome ELSE ? END AS how, " + Figures.step(asOf.dialect(), "i.duration") + " AS step",
                        CallFilter.OPEN);
        if (columns > 0) {
            known(sql.add(", "), groups);
        }
        for (int i = 0; i < columns; i++) {
            sql.add(", " + column(query.groups().get(i)) + " AS g" + i);
        }
        sql.add(", i.input AS input, i.output AS output, i.duration AS duration, i.cost AS cost FROM ")
                .add(calls);
        StringBuilder keys = new StringBuilder("span, how, step");
        for (int i = 0; i < columns; i++) {
            keys.append(", CASE WHEN known THEN g").append(i).append(" END");
        }
        Sql grouped = new Sql("SELECT count(*), " + asOf.dialect().total("input") + ", "
                        + asOf.dialect().total("output") + ", max(duration), " + Figures.COSTS + ", "
                        + keys + " FROM (")
                .add(sql)
                .add(") x GROUP BY " + keys);
        grouped.rows(asOf.connection(), row -> {
            String span = row.getString(8);
            String outcome = asOf.dialect().read(row.getString(9));
            int step = row.getInt(10);
            Integer known = row.wasNull() ? null : step;
            List<Object> group = new ArrayList<>();
            for (int i = 0; i < columns; i++) {
                Object key = row.getObject(11 + i);
                if (key != null) {
                    group.add(key(key));
                }
            }
            Cell cell = new Cell(span, group.isEmpty() ? null : new Group(group));
            Figures figures = cells.computeIfAbsent(span == null ? "" : span, _ -> new LinkedHashMap<>())
                    .computeIfAbsent(cell, _ -> new Figures());
            requireFew(cells);
            long count = row.getLong(1);
            long inputs = (long) row.getDouble(2);
            long outputs = (long) row.getDouble(3);
            long longest = row.getLong(4);
            Figures.Costs costs = new Figures.Costs(row.getLong(5), row.getLong(6), row.getLong(7));
            figures.add(outcome, known, count, inputs, outputs, longest, costs);
            total.add(outcome, known, count, inputs, outputs, longest, costs);
            return true;
        });
    }

    /// Adds whether a call is of one of these groups.
    private void known(Sql sql, List<Group> groups) {
        sql.add("(" + columns() + ") IN (VALUES ");
        for (int i = 0; i < groups.size(); i++) {
            List<Object> keys = groups.get(i).keys();
            sql.add(
                    keys.stream().map(_ -> "?").collect(Collectors.joining(", ", i == 0 ? "(" : ", (", ")")),
                    keys.toArray());
        }
        sql.add(") AS known");
    }

    private static void requireFew(SortedMap<String, Map<Cell, Figures>> cells) {
        long count = cells.values().stream().mapToLong(Map::size).sum();
        if (count > MOST_CELLS) {
            throw new ApiException(
                    ErrorCode.POPULATION_TOO_LARGE,
                    "The answer would have more than " + MOST_CELLS + " rows. Ask for a shorter period, longer spans or"
                            + " a smaller 'limit'.",
                    "by",
                    "");
        }
    }
}
