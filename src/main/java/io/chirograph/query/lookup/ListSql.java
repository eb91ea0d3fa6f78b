package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.IndexedEvent;
import io.chirograph.query.index.TextVolume;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Condition;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The statements behind the lists. The demand that finds the fewest drives, and the others are tested.
///
/// The work of one answer is bounded: it looks through a window of what drives, in the order of the list, and where
/// that did not fill a page the list goes on behind the window. Full text, which no index of rows knows, is looked for
/// piece by piece, and for as long as there is patience.
record ListSql(ListQuery query, AsOf asOf, Patience patience) {
    private static final String ONLY_CALLS = " AND i.call IS NOT NULL";
    private static final String ITEMS = "SELECT i.number, i.call, i.first, i.ended, i.outcome FROM ";
    private static final int WINDOW = 20_000;
    private static final int PIECE = 512;
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
        TextReader text = TextReader.of(query, asOf, patience);
        Walk walk = walk();
        if (text != null) {
            return items(walk, text, only);
        }
        Sql sql = new Sql(ITEMS).add(inOrder(tested(walk, only))).add(" LIMIT ?", query.limit() + 1);
        List<Item> found = read(sql, asOf);
        requireOrder(found.stream().map(Item::number).toList());
        if (found.size() > query.limit()) {
            return new Found<>(found, null);
        }
        Long last = last(walk);
        return new Found<>(found, last == null ? null : PageMark.of(query, last, asOf));
    }

    private Found<Item> items(Walk walk, TextReader text, String only) throws SQLException {
        List<Item> found = new ArrayList<>();
        TextReader.Found first = walk.selectors().areFew(walk.driver()) ? null : text.next(walk.bounds(), PIECE);
        boolean isByText = first != null && isRarer(first, walk);
        Bounds rest = walk.bounds();
        int looked = 0;
        int piece = Math.min(query.limit(), PIECE) + 1; // where the text is everywhere, that is enough
        do {
            List<Long> numbers;
            if (isByText) {
                TextReader.Found next = first != null ? first : text.next(rest, PIECE);
                first = null;
                numbers = next.items();
                rest = next.rest();
                looked += numbers.size();
            } else {
                List<Long> next = walk.selectors().next(walk.driver(), rest, query.direction(), piece);
                Set<Long> among = text.among(next);
                numbers = next.stream().filter(among::contains).toList();
                rest = next.size() < piece ? null : rest.behind(next.getLast(), query.oldestFirst());
                looked += next.size();
                piece = Math.max(piece, PIECE);
            }
            Sql tested = tested(walk.selectors(), numbers, isByText ? null : walk, only);
            found.addAll(read(new Sql(ITEMS).add(inOrder(tested)), asOf));
        } while (rest != null && found.size() <= query.limit() && looked < WINDOW && !patience.isOver());
        requireOrder(found.stream().map(Item::number).toList());
        if (found.size() > query.limit()) {
            return new Found<>(found.subList(0, query.limit() + 1), null);
        }
        return new Found<>(found, rest == null ? null : PageMark.of(query, rest.last(query.oldestFirst()), asOf));
    }

    /// Whether the text finds fewer items than the other demands: as many of it reach further.
    private boolean isRarer(TextReader.Found text, Walk walk) throws SQLException {
        if (text.rest() == null || text.items().size() < PIECE || walk.driver() == null) {
            return true;
        }
        List<Long> others = walk.selectors().next(walk.driver(), walk.bounds(), query.direction(), PIECE);
        return others.size() == PIECE && query.oldestFirst() == text.items().getLast() > others.getLast();
    }

    /// All items that may be meant.
    /// @param numbers in no order
    /// @param text what has to stand in them besides; null where nothing has to
    record Meant(Set<Long> numbers, @Nullable TextReader text) {}

    /// The items that may be meant, among those with numbers in these bounds.
    /// @return null where more than `most` would have to be looked through, or it takes too long to tell
    @Nullable
    Meant meant(Bounds bounds, int most) throws SQLException {
        TextReader text = TextReader.of(query, asOf, patience);
        Selectors selectors = Selectors.of(query, asOf);
        Walk walk = new Walk(selectors, selectors.driver(), bounds, most + 1);
        if (last(walk) == null) {
            return new Meant(numbers(tested(walk, "")), text);
        }
        TextReader.Found found = text == null ? null : text.next(bounds, most);
        return found == null || found.rest() != null
                ? null
                : new Meant(numbers(tested(selectors, found.items(), null, "")), null);
    }

    private Set<Long> numbers(Sql tested) throws SQLException {
        return new HashSet<>(
                new Sql("SELECT i.number FROM ").add(tested).rows(asOf.connection(), row -> row.getLong(1)));
    }

    /// The items of these numbers, in their order.
    Found<Item> found(List<Long> numbers, @Nullable PageMark scanned) throws SQLException {
        Sql sql = new Sql(ITEMS)
                .add(
                        asOf.dialect().numbers() + " CROSS JOIN item i ON i.number = d.value ORDER BY d.key",
                        numbers.toString());
        return new Found<>(read(sql, asOf), scanned);
    }

    /// How items are gone through.
    /// @param driver what lists them; null for all there are
    /// @param window how many are looked through
    private record Walk(Selectors selectors, @Nullable Selector driver, Bounds bounds, int window) {}

    private Walk walk() throws SQLException {
        Selectors selectors = Selectors.of(query, asOf);
        Bounds period = Bounds.of(query.filter());
        PageMark after = query.after();
        return new Walk(
                selectors,
                selectors.driver(),
                after == null ? period : period.behind(after.number(), query.oldestFirst()),
                WINDOW);
    }

    /// All calls that are meant, to stand behind `FROM`, as rows `i`.
    /// @param most items to look through
    /// @return null where there are more
    @Nullable
    Sql all(int most) throws SQLException {
        TextReader text = TextReader.of(query, asOf, Patience.ENDLESS);
        Walk walk = walk();
        Walk wide = new Walk(walk.selectors(), walk.driver(), walk.bounds(), most);
        boolean areOthersMore = last(wide) != null;
        if (text == null) {
            return areOthersMore ? null : tested(wide, ONLY_CALLS);
        }
        boolean isByText = walk.driver() == null || areOthersMore;
        if (!asOf.dialect().hasScratch()) {
            Set<Long> meant = collected(text, wide, isByText);
            return meant == null
                    ? null
                    : tested(items(meant), walk.selectors(), isByText ? null : walk.driver(), ONLY_CALLS);
        }
        return collect(text, wide, isByText)
                ? tested(
                        new Sql("SELECT item FROM temp.meant"),
                        walk.selectors(),
                        isByText ? null : walk.driver(),
                        ONLY_CALLS)
                : null;
    }

    /// The newest calls that are meant, to stand behind `FROM`, as rows `i`.
    /// @param behind where what is older was not looked through; null where nothing is left
    record Newest(Sql calls, @Nullable Long behind) {}

    /// Those among the newest `most` items that the driver lists; with a text, among as many as one page looks through.
    Newest newest(int most) throws SQLException {
        Walk walk = walk();
        TextReader text = TextReader.of(query, asOf, patience);
        if (text == null) {
            Walk wide = new Walk(walk.selectors(), walk.driver(), walk.bounds(), most);
            return new Newest(tested(wide, ONLY_CALLS), last(wide));
        }
        Found<Item> found =
                new ListSql(query.page(2 * WINDOW, query.after()), asOf, patience).items(walk, text, ONLY_CALLS);
        List<Long> numbers = found.rows().stream().map(Item::number).toList();
        return new Newest(
                new Sql(asOf.dialect().numbers() + " CROSS JOIN item i ON i.number = d.value", numbers.toString()),
                found.scanned() == null ? null : found.scanned().number());
    }

    /// The items with the text; null where they are as many as the walk looks through.
    private @Nullable Set<Long> collected(TextReader text, Walk walk, boolean isByText) throws SQLException {
        Set<Long> meant = new HashSet<>();
        for (TextVolume volume : text.volumes()) {
            Bounds within = walk.bounds().within(volume);
            if (within.isEmpty()) {
                continue;
            }
            Sql sql = new Sql("SELECT DISTINCT item FROM (")
                    .add(text.rows(volume, within))
                    .add(") x");
            if (!isByText) {
                sql.add(" WHERE item IN (")
                        .add(walk.selectors().listed(walk.driver(), within, all -> all))
                        .add(")");
            }
            meant.addAll(sql.add(" LIMIT ?", walk.window()).rows(asOf.connection(), row -> row.getLong(1)));
            if (isByText && meant.size() >= walk.window()) {
                return null;
            }
        }
        return meant;
    }

    /// Collects the items with the text in a table of this connection, in memory.
    /// @return whether they are no more than the walk looks through
    private boolean collect(TextReader text, Walk walk, boolean isByText) throws SQLException {
        for (String sql : List.of(
                "PRAGMA temp_store = MEMORY",
                "DROP TABLE IF EXISTS temp.meant",
                "CREATE TEMP TABLE meant (item INTEGER PRIMARY KEY)")) {
            new Sql(sql).update(asOf.connection());
        }
        for (TextVolume volume : text.volumes()) {
            Bounds within = walk.bounds().within(volume);
            if (within.isEmpty()) {
                continue;
            }
            Sql sql = new Sql("INSERT OR IGNORE INTO temp.meant SELECT item FROM (")
                    .add(text.rows(volume, within))
                    .add(")");
            if (!isByText) {
                sql.add(" WHERE item IN (")
                        .add(walk.selectors().listed(walk.driver(), within, all -> all))
                        .add(")");
            }
            sql.add(" LIMIT ?", 2 * walk.window()).update(asOf.connection());
            if (isByText && new Sql("SELECT count(*) FROM temp.meant").number(asOf.connection()) >= walk.window()) {
                return false;
            }
        }
        return true;
    }

    /// What stands behind `FROM`: the items of a window, and the test of each.
    private Sql tested(Walk walk, String only) {
        return tested(window(walk), walk.selectors(), walk.driver(), only);
    }

    /// The same of some items, in their order.
    /// @param walk by which they were listed; null by the full text
    private Sql tested(Selectors selectors, List<Long> numbers, @Nullable Walk walk, String only) {
        Sql items = items(numbers);
        return tested(items, selectors, walk == null ? null : walk.driver(), only);
    }

    private Sql items(Collection<Long> numbers) {
        return new Sql("SELECT d.value AS item FROM " + asOf.dialect().numbers(), numbers.toString());
    }

    private Sql inOrder(Sql tested) {
        return tested.add(asOf.dialect().order("i.number" + query.direction()));
    }

    private Sql tested(Sql items, Selectors selectors, @Nullable Selector driver, String only) {
        Sql sql = new Sql("(")
                .add(items)
                .add(") d CROSS JOIN item i ON i.number = d.item WHERE ")
                .add(asOf.holds("i.first"))
                .add(only);
        selectors.test(sql, driver);
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
        Sql end = new Sql("SELECT item FROM (").add(window(walk)).add(") w LIMIT 1 OFFSET ?", walk.window() - 1);
        List<Long> last = end.rows(asOf.connection(), row -> row.getLong(1));
        return last.isEmpty() ? null : last.getFirst();
    }

    /// Reads rows of number, call, first, ended and outcome.
    static List<Item> read(Sql sql, AsOf asOf) throws SQLException {
        return sql.rows(asOf.connection(), row -> {
            long ended = row.getLong(4);
            boolean over = !row.wasNull();
            String outcome = row.getString(5);
            return new Item(
                    row.getLong(1),
                    row.getBytes(2),
                    row.getLong(3),
                    over ? ended : null,
                    outcome == null ? null : asOf.dialect().read(outcome));
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

    /// Where an event stands.
    /// @param item that it is of; null of none
    private record Place(long time, long at, @Nullable Long item) {}

    Found<IndexedEvent> events() throws SQLException {
        TextReader text = TextReader.of(query, asOf, patience);
        Selectors selectors = Selectors.of(query, asOf);
        Selector driver = selectors.driver();
        if (selectors.areFew(driver)) {
            Sql few = places(selectors.listed(driver, Bounds.ALL, all -> all), selectors, driver);
            return text == null
                    ? new Found<>(events(places(few.add(" LIMIT ?", query.limit() + 1))), null)
                    : events(places(few.add(" LIMIT ?", WINDOW)), text);
        }
        TextReader.Found said = text == null ? null : text.next(Bounds.ALL, Selectors.FEW);
        if (said != null && said.rest() == null) {
            Sql few = places(items(said.items()), selectors, null).add(" LIMIT ?", query.limit() + 1);
            return new Found<>(events(places(few)), null);
        }
        return text == null ? walked(selectors) : walked(selectors, text);
    }

    private Found<IndexedEvent> walked(Selectors selectors) throws SQLException {
        Sql window = window(query.after(), WINDOW);
        List<IndexedEvent> found = events(places(tested(window, selectors).add(" LIMIT ?", query.limit() + 1)));
        return new Found<>(found, found.size() > query.limit() ? null : end(window, WINDOW));
    }

    /// The next events of a window that are meant but for the full text.
    private Sql tested(Sql window, Selectors selectors) {
        Sql sql = new Sql("SELECT e.time, e.at, e.item FROM (")
                .add(window)
                .add(") d CROSS JOIN event e ON e.at = d.at LEFT JOIN item i ON i.number = e.item WHERE TRUE");
        selectors.test(sql, null);
        ownTypes(sql);
        return sql.add(asOf.dialect().order("e.time" + query.direction() + ", e.at" + query.direction()));
    }

    /// Where a window ends; null of one that is not full.
    private @Nullable PageMark end(Sql window, int size) throws SQLException {
        return places(new Sql("SELECT time, at, NULL FROM (").add(window).add(") w LIMIT 1 OFFSET ?", size - 1))
                .stream()
                .map(this::behind)
                .findFirst()
                .orElse(null);
    }

    private PageMark behind(Place place) {
        return PageMark.of(query, place.time, asOf.place(place.at), asOf);
    }

    private Found<IndexedEvent> walked(Selectors selectors, TextReader text) throws SQLException {
        List<Place> found = new ArrayList<>();
        PageMark after = query.after();
        int looked = 0;
        do {
            Sql window = window(after, PIECE);
            found.addAll(among(places(tested(window, selectors)), text));
            after = end(window, PIECE);
            looked += PIECE;
        } while (after != null && found.size() <= query.limit() && looked < WINDOW && !patience.isOver());
        return new Found<>(events(found), found.size() > query.limit() ? null : after);
    }

    /// The events of these that are of an item with the text, a piece at a time.
    private Found<IndexedEvent> events(List<Place> places, TextReader text) throws SQLException {
        List<Place> found = new ArrayList<>();
        int looked = 0;
        while (looked < places.size() && found.size() <= query.limit() && (looked == 0 || !patience.isOver())) {
            int next = looked == 0 ? 2 * query.limit() + 2 : PIECE;
            List<Place> piece = places.subList(looked, Math.min(places.size(), looked + next));
            found.addAll(among(piece, text));
            looked += piece.size();
        }
        boolean isAll = looked == places.size() && looked < WINDOW;
        return new Found<>(
                events(found), found.size() > query.limit() || isAll ? null : behind(places.get(looked - 1)));
    }

    private List<Place> among(List<Place> places, TextReader text) throws SQLException {
        Comparator<Long> order = query.oldestFirst() ? Comparator.naturalOrder() : Comparator.reverseOrder();
        Set<Long> among = text.among(places.stream()
                .map(Place::item)
                .filter(Objects::nonNull)
                .distinct()
                .sorted(order)
                .toList());
        return places.stream().filter(place -> among.contains(place.item)).toList();
    }

    /// The events of some items that are meant, in order.
    private Sql places(Sql items, Selectors selectors, @Nullable Selector driver) {
        Sql sql = new Sql("SELECT e.time, e.at, e.item FROM (")
                .add(items)
                .add(") d CROSS JOIN item i ON i.number = d.item CROSS JOIN event e INDEXED BY event_item ON e.item ="
                        + " d.item WHERE ")
                .add(asOf.holds("e.at"));
        selectors.test(sql, driver);
        ownTypes(sql);
        order(period(sql, "e.time", query.filter()), "e.");
        return sql;
    }

    private List<Place> places(Sql sql) throws SQLException {
        return sql.rows(asOf.connection(), row -> {
            long item = row.getLong(3);
            return new Place(row.getLong(1), row.getLong(2), row.wasNull() ? null : item);
        });
    }

    /// Reads what stands at these places, one more than the limit at most.
    private List<IndexedEvent> events(List<Place> places) throws SQLException {
        List<Long> at = places.stream().limit(query.limit() + 1L).map(Place::at).toList();
        String listed = asOf.dialect().numbers() + " CROSS JOIN event e ON e.at = d.value ORDER BY d.key";
        return EventRows.read(EventRows.from(listed, at.toString()), asOf);
    }

    /// The next events by time, of the types that are asked for where all of them are named.
    private Sql window(@Nullable PageMark after, int window) throws SQLException {
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
            after(sql, "", after);
        }
        return sql.add(" ORDER BY 1" + query.direction() + ", 2" + query.direction() + " LIMIT ?", window);
    }

    private void after(Sql sql, String alias, @Nullable PageMark after) {
        if (after != null) {
            sql.add(
                    " AND (" + alias + "time, " + alias + "at) " + (query.oldestFirst() ? ">" : "<") + " (?, ?)",
                    after.time(),
                    after.place(asOf));
        }
    }

    private void order(Sql sql, String alias) {
        after(sql, alias, query.after());
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
                    types.addAll(
                            one.prefix()
                                    ? beginning(one.text())
                                    : List.of(asOf.dialect().word(one.text())));
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
        String type = type(new Sql("SELECT min(type) FROM event WHERE type >= ?", prefix));
        while (type != null && type.startsWith(prefix) && types.size() <= MOST_TYPES) {
            types.add(type);
            type = type(new Sql("SELECT min(type) FROM event WHERE type > ?", type));
        }
        return types;
    }

    private @Nullable String type(Sql sql) throws SQLException {
        String stored = sql.rows(asOf.connection(), row -> row.getString(1)).getFirst();
        return stored == null ? null : asOf.dialect().read(stored);
    }

    private void ownTypes(Sql sql) {
        for (Condition condition : types()) {
            types(sql.add(" AND " + (condition.negated() ? "NOT " : "")), condition);
        }
    }

    /// Adds that the event `e` is of one of these types.
    private void types(Sql sql, Condition condition) {
        String or = "(";
        for (Condition.Alternative one : condition.any()) {
            if (one.prefix()) {
                Selectors.requireShort(condition, one.text(), asOf);
                sql.add(or + "+e.type >= ? AND +e.type < ?", one.text(), one.text() + Selectors.LAST);
            } else {
                sql.add(or + "e.type = ?", asOf.dialect().word(one.text()));
            }
            or = " OR ";
        }
        sql.add(")");
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
