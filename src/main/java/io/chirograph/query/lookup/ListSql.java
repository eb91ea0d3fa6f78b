package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.Sql;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Condition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The statements behind the lists. The demand that finds the fewest drives, and the others are tested.
///
/// The work of one answer is bounded: it looks through a window of what drives, in the order of the list, and where
/// that did not fill a page the list goes on behind the window.
record ListSql(ListQuery query, AsOf asOf) {
    private static final String ONLY_CALLS = " AND i.call IS NOT NULL";
    private static final int WINDOW = 20_000;
    private static final int SLOW_WINDOW = 4_000;
    private static final int MOST_TYPES = 64;

    /// What was found, one more than the limit where there is more.
    /// @param scanned where the window ended that did not fill the page; null where everything was looked through
    record Found<T>(List<T> rows, @Nullable PageMark scanned) {}

    /// One item as it is listed.
    /// @param call null of an event of no call
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    record Item(
            long number,
            byte @Nullable [] call,
            long first,
            @Nullable Long ended,
            @Nullable String outcome) {}

    Found<Item> calls() throws SQLException {
        return items(ONLY_CALLS);
    }

    /// Calls, and events of no call.
    Found<Item> items() throws SQLException {
        return items("");
    }

    private Found<Item> items(String only) throws SQLException {
        Walk walk = walk();
        Sql sql = new Sql("SELECT i.number, i.call, i.first, i.ended, i.outcome FROM ")
                .add(tested(walk, only))
                .add(" LIMIT ?", query.limit() + 1);
        List<Item> found = read(sql, asOf);
        requireOrder(found.stream().map(Item::number).toList());
        if (found.size() > query.limit()) {
            return new Found<>(found, null);
        }
        Long last = last(walk);
        return new Found<>(found, last == null ? null : PageMark.of(query, last, asOf));
    }

    /// The numbers of all items that are meant, among those with numbers in these bounds.
    /// @return null where more than `most` would have to be looked through
    @Nullable
    List<Long> numbers(Bounds bounds, int most) throws SQLException {
        Selectors selectors = Selectors.of(query, asOf);
        Walk walk = new Walk(selectors, selectors.driver(), bounds, most + 1);
        return last(walk) != null
                ? null
                : new Sql("SELECT i.number FROM ").add(tested(walk, "")).rows(asOf.connection(), row -> row.getLong(1));
    }

    /// The items of these numbers, in their order.
    Found<Item> found(List<Long> numbers) throws SQLException {
        Sql sql = new Sql(
                "SELECT i.number, i.call, i.first, i.ended, i.outcome FROM json_each(?) d CROSS JOIN item i ON i.number ="
                        + " d.value ORDER BY d.key",
                numbers.toString());
        return new Found<>(read(sql, asOf), null);
    }

    /// How items are gone through.
    /// @param driver what lists them; null for all there are
    /// @param window how many are looked through
    private record Walk(Selectors selectors, @Nullable Selector driver, Bounds bounds, int window) {}

    private Walk walk() throws SQLException {
        Selectors selectors = Selectors.of(query, asOf);
        Selector driver = selectors.driver();
        Bounds period = Bounds.of(query.filter());
        PageMark after = query.after();
        return new Walk(
                selectors,
                driver,
                after == null ? period : period.behind(after.number(), query.oldestFirst()),
                selectors.isSlow(driver) ? SLOW_WINDOW : WINDOW);
    }

    /// All calls that are meant, to stand behind `FROM`, as rows `i`.
    /// @param most items to look through
    /// @return null where there are more
    @Nullable
    Sql all(int most) throws SQLException {
        Walk walk = walk();
        Walk wide = new Walk(walk.selectors(), walk.driver(), walk.bounds(), most);
        return last(wide) == null ? tested(wide, ONLY_CALLS) : null;
    }

    /// What stands behind `FROM`: the items of a window, and the test of each.
    private Sql tested(Walk walk, String only) {
        Sql sql = new Sql("(")
                .add(window(walk))
                .add(") d CROSS JOIN item i ON i.number = d.item WHERE ")
                .add(asOf.holds("i.first"))
                .add(only);
        walk.selectors().test(sql, walk.driver());
        for (Condition condition : types()) {
            sql.add(" AND " + (condition.negated() ? "NOT " : "")
                            + "EXISTS (SELECT 1 FROM event e WHERE e.item = i.number AND ")
                    .add(asOf.holds("e.at"))
                    .add(" AND ");
            types(sql, condition);
            sql.add(")");
        }
        return sql;
    }

    private Sql window(Walk walk) {
        return walk.selectors()
                .listed(
                        walk.driver(),
                        walk.bounds(),
                        sql -> sql.add(" ORDER BY 1" + query.direction() + " LIMIT ?", walk.window()));
    }

    /// The last item of a window that is full; null of one that is not.
    private @Nullable Long last(Walk walk) throws SQLException {
        Sql end = new Sql("SELECT item FROM (").add(window(walk)).add(") LIMIT 1 OFFSET ?", walk.window() - 1);
        List<Long> last = end.rows(asOf.connection(), row -> row.getLong(1));
        return last.isEmpty() ? null : last.getFirst();
    }

    /// Reads rows of number, call, first, ended and outcome.
    static List<Item> read(Sql sql, AsOf asOf) throws SQLException {
        return sql.rows(asOf.connection(), row -> {
            long ended = row.getLong(4);
            boolean over = !row.wasNull();
            return new Item(row.getLong(1), row.getBytes(2), row.getLong(3), over ? ended : null, row.getString(5));
        });
    }

    /// What the statement above relies on, which SQL does not promise: a join goes through its first table in order.
    private void requireOrder(List<Long> numbers) {
        for (int i = 1; i < numbers.size(); i++) {
            if (query.oldestFirst() == numbers.get(i) < numbers.get(i - 1)) {
                throw new IllegalStateException("the index answered out of order");
            }
        }
    }

    Found<IndexedEvent> events() throws SQLException {
        Selectors selectors = Selectors.of(query, asOf);
        Selector driver = selectors.driver();
        if (driver != null && selectors.count(driver) <= Selectors.FEW) {
            return new Found<>(few(selectors, driver), null);
        }
        int window = selectors.isSlow(null) ? SLOW_WINDOW : WINDOW;
        Sql sql = EventRows.from("(")
                .add(window(window))
                .add(") d CROSS JOIN event e ON e.at = d.at LEFT JOIN item i ON i.number = e.item WHERE 1");
        selectors.test(sql, null);
        ownTypes(sql);
        List<IndexedEvent> found = EventRows.read(sql.add(" LIMIT ?", query.limit() + 1), asOf);
        if (found.size() > query.limit()) {
            return new Found<>(found, null);
        }
        Sql end = new Sql("SELECT time, at FROM (").add(window(window)).add(") LIMIT 1 OFFSET ?", window - 1);
        List<PageMark> last = end.rows(
                asOf.connection(), row -> PageMark.of(query, row.getLong(1), asOf.place(row.getLong(2)), asOf));
        return new Found<>(found, last.isEmpty() ? null : last.getFirst());
    }

    private List<IndexedEvent> few(Selectors selectors, Selector driver) throws SQLException {
        Sql sql = EventRows.from("(")
                .add(selectors.listed(driver, Bounds.ALL, all -> all))
                .add(") d CROSS JOIN item i ON i.number = d.item CROSS JOIN event e ON e.item = d.item WHERE ")
                .add(asOf.holds("e.at"));
        selectors.test(sql, driver);
        ownTypes(sql);
        order(period(sql, "e.time", query.filter()), "e.");
        return EventRows.read(sql.add(" LIMIT ?", query.limit() + 1), asOf);
    }

    /// The next events by time, of the types that are asked for where all of them are named.
    private Sql window(int window) throws SQLException {
        List<String> types = named();
        List<@Nullable String> parts = new ArrayList<>(types);
        if (types.isEmpty()) {
            parts.add(null);
        }
        Sql sql = new Sql("");
        for (int i = 0; i < parts.size(); i++) {
            sql.add(i == 0 ? "" : " UNION ALL ");
            String type = parts.get(i);
            if (type == null) {
                sql.add("SELECT time, at FROM event INDEXED BY event_time WHERE ");
            } else {
                sql.add("SELECT time, at FROM event INDEXED BY event_type WHERE type = ? AND ", type);
            }
            period(sql.add(asOf.holds("at")), "time", query.filter());
            after(sql, "");
        }
        return sql.add(" ORDER BY 1" + query.direction() + ", 2" + query.direction() + " LIMIT ?", window);
    }

    private void after(Sql sql, String alias) {
        PageMark after = query.after();
        if (after != null) {
            sql.add(
                    " AND (" + alias + "time, " + alias + "at) " + (query.oldestFirst() ? ">" : "<") + " (?, ?)",
                    after.time(),
                    after.place(asOf));
        }
    }

    private void order(Sql sql, String alias) {
        after(sql, alias);
        sql.add(" ORDER BY " + alias + "time" + query.direction() + ", " + alias + "at" + query.direction());
    }

    private List<Condition> types() {
        return query.filter().conditions().stream()
                .filter(condition -> condition.name().equals(CallFilter.TYPE))
                .toList();
    }

    /// The types of a demand that names them whole; empty where any type may be meant.
    private List<String> named() throws SQLException {
        for (Condition condition : types()) {
            if (!condition.negated()) {
                List<String> types = new ArrayList<>();
                for (Condition.Alternative one : condition.any()) {
                    types.addAll(one.prefix() ? beginning(one.text()) : List.of(one.text()));
                }
                List<String> distinct = types.stream().distinct().toList();
                return distinct.isEmpty() || distinct.size() > MOST_TYPES ? List.of() : distinct;
            }
        }
        return List.of();
    }

    /// The types that there are of a prefix, one step of the index each.
    private List<String> beginning(String prefix) throws SQLException {
        List<String> types = new ArrayList<>();
        Sql first = new Sql("SELECT min(type) FROM event WHERE type >= ?", prefix);
        String type = first.rows(asOf.connection(), row -> row.getString(1)).getFirst();
        while (type != null && type.startsWith(prefix) && types.size() <= MOST_TYPES) {
            types.add(type);
            Sql next = new Sql("SELECT min(type) FROM event WHERE type > ?", type);
            type = next.rows(asOf.connection(), row -> row.getString(1)).getFirst();
        }
        return types;
    }

    private void ownTypes(Sql sql) {
        for (Condition condition : types()) {
            types(sql.add(" AND " + (condition.negated() ? "NOT " : "")), condition);
        }
    }

    /// Adds that the event `e` is of one of these types.
    private static void types(Sql sql, Condition condition) {
        sql.add(condition.any().stream()
                .map(one -> one.prefix() ? "substr(e.type, 1, ?) = ?" : "e.type = ?")
                .collect(Collectors.joining(" OR ", "(", ")")));
        for (Condition.Alternative one : condition.any()) {
            if (one.prefix()) {
                sql.add("", one.text().length());
            }
            sql.add("", one.text());
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
