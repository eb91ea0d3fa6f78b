package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.ItemFacts;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.CallFilter;
import io.chirograph.verifier.search.Condition;
import io.chirograph.verifier.search.NumberRange;
import io.chirograph.web.ApiException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/// What a query demands of items besides the full text, and which of the demands finds the fewest.
record Selectors(AsOf asOf, List<Selector> all) {
    /// Of more items than this it is not known how many they are.
    static final int FEW = 10_000;

    /// A prefix that means more values than this is refused.
    private static final int MOST_WORDS = 256;

    /// Greater than all that may follow a prefix.
    static final String LAST = Character.toString(Character.MAX_CODE_POINT).repeat(2);

    static Selectors of(ListQuery query, AsOf asOf) throws SQLException {
        List<Selector> all = new ArrayList<>();
        for (Condition condition : query.filter().conditions()) {
            if (!condition.name().equals(CallFilter.TYPE)) {
                all.add(words(condition, query.filter(), asOf));
            }
        }
        for (NumberRange range : query.filter().ranges()) {
            List<Long> powers = new ArrayList<>();
            for (String power : ItemFacts.powers(range)) {
                powers.addAll(ids(asOf, ItemFacts.powerName(range.name()), power));
            }
            String column = Objects.requireNonNull(ItemFacts.COUNTS.get(range.name()), "no column");
            all.add(new Selector.Range(asOf, powers, column, range));
        }
        if (query.namedBy() != null) {
            all.add(new Selector.Numbers(NamedCall.by(query.namedBy(), asOf)));
        }
        all.add(new Selector.Tenants(asOf, asOf.scope().tenants()));
        return new Selectors(asOf, all);
    }

    private static Selector words(Condition condition, CallFilter filter, AsOf asOf) throws SQLException {
        Set<Long> ids = new LinkedHashSet<>();
        boolean open = false;
        for (Condition.Alternative one : condition.any()) {
            if (condition.name().equals(CallFilter.OUTCOME) && one.text().equals(CallFilter.OPEN)) {
                open = true;
            } else if (one.prefix()) {
                requireShort(condition, one.text(), asOf);
                ids.addAll(beginning(asOf, condition.name(), one.text()));
            } else {
                ids.addAll(ids(asOf, condition.name(), one.text()));
            }
        }
        if (ids.size() > MOST_WORDS) {
            String parameter = condition.name() + (condition.negated() ? "!" : "");
            throw ApiException.badParameter(
                    parameter,
                    String.valueOf(filter.given().get(parameter)),
                    "longer before its *: more than " + MOST_WORDS + " values of the index begin so");
        }
        return new Selector.Words(asOf, condition.negated(), List.copyOf(ids), open);
    }

    /// What is longer than the beginning that the index has of a text cannot be looked for in it.
    static void requireShort(Condition condition, String prefix, AsOf asOf) {
        int longest = asOf.dialect().longestPrefix();
        if (prefix.getBytes(StandardCharsets.UTF_8).length > longest) {
            throw ApiException.badParameter(
                    condition.name(), prefix + "*", "at most " + longest + " bytes before its * in this index");
        }
    }

    private static List<Long> ids(AsOf asOf, String name, String value) throws SQLException {
        return new Sql(
                        "SELECT id FROM word WHERE name = ? AND value = ?",
                        asOf.dialect().word(name),
                        asOf.dialect().word(value))
                .rows(asOf.connection(), row -> row.getLong(1));
    }

    private static List<Long> beginning(AsOf asOf, String name, String prefix) throws SQLException {
        return new Sql(
                        "SELECT id FROM word WHERE name = ? AND value >= ? AND value < ? LIMIT ?",
                        asOf.dialect().word(name),
                        prefix,
                        prefix + LAST,
                        MOST_WORDS + 1)
                .rows(asOf.connection(), row -> row.getLong(1));
    }

    /// The demand that finds the fewest items; null where none lists them.
    @Nullable
    Selector driver() throws SQLException {
        List<Selector> listing = all.stream().filter(Selector::lists).toList();
        if (listing.size() < 2) {
            return listing.isEmpty() ? null : listing.getFirst();
        }
        Selector rarest = null;
        long fewest = Long.MAX_VALUE;
        for (Selector selector : listing) {
            long count = count(selector);
            if (count < fewest) {
                rarest = selector;
                fewest = count;
            }
        }
        return rarest;
    }

    /// Whether a demand lists no more than [#FEW] items, no matter when.
    boolean areFew(@Nullable Selector selector) throws SQLException {
        return selector != null && count(selector) <= FEW;
    }

    /// How many items a demand lists, no matter when; beyond [#FEW] it is not counted.
    private long count(Selector selector) throws SQLException {
        long count = 0;
        for (Sql part : selector.parts(Bounds.ALL)) {
            if (count <= FEW) {
                count += new Sql("SELECT count(*) FROM (")
                        .add(part)
                        .add(" LIMIT ?) x", FEW + 1 - count)
                        .number(asOf.connection());
            }
        }
        return count;
    }

    /// A statement of the items that a demand lists, each once and in order; of all items for null.
    Sql listed(@Nullable Selector driver, Bounds bounds, UnaryOperator<Sql> end) {
        List<Sql> parts = driver == null
                ? List.of(new Sql("SELECT number AS item FROM item WHERE " + bounds.holds("number") + " AND "
                        + asOf.holds("first")))
                : driver.parts(bounds);
        if (parts.isEmpty()) {
            return new Sql("SELECT 0 AS item WHERE FALSE");
        }
        Sql all = new Sql("");
        for (Sql part : parts) {
            all.add(part == parts.getFirst() ? "" : " UNION ").add(part);
        }
        return end.apply(all);
    }

    /// The next items that a demand lists.
    List<Long> next(@Nullable Selector driver, Bounds bounds, String direction, int most) throws SQLException {
        return listed(driver, bounds, sql -> sql.add(" ORDER BY 1" + direction + " LIMIT ?", most))
                .rows(asOf.connection(), row -> row.getLong(1));
    }

    /// Adds the test of everything that a demand has not made sure of.
    void test(Sql sql, @Nullable Selector driver) {
        for (Selector selector : all) {
            if (selector != driver || selector.isCoarse()) {
                selector.test(sql);
            }
        }
    }
}
