package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.verifier.search.NumberRange;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// One demand on items, as the index has it: what lists them in order, and a test of one.
sealed interface Selector {
    /// Whether it can list what it demands.
    boolean lists();

    /// Statements of one column, the item's number; each one walks an index in order, and together they list all that
    /// is demanded.
    List<Sql> parts(Bounds bounds);

    /// Whether what is listed is still to be tested.
    boolean isCoarse();

    /// Adds the test of the item `i` to a condition; for an event that is of none `i` is all null.
    void test(Sql sql);

    /// Items that one of these words is said of, or none of them.
    /// @param ids of the words that there are
    /// @param open whether calls that no event has ended are meant beside
    record Words(AsOf asOf, boolean negated, List<Long> ids, boolean open) implements Selector {
        @Override
        public boolean lists() {
            return !negated;
        }

        @Override
        public List<Sql> parts(Bounds bounds) {
            List<Sql> parts = new ArrayList<>();
            for (long id : ids) {
                parts.add(posted(asOf, id, bounds));
            }
            if (open) {
                parts.add(new Sql("SELECT number AS item FROM item INDEXED BY item_open WHERE ended IS NULL AND call IS"
                        + " NOT NULL AND " + bounds.holds("number")));
                parts.add(new Sql("SELECT number AS item FROM item INDEXED BY item_ended WHERE ended IS NOT NULL AND ("
                        + asOf.isBeyond("ended") + ") AND " + bounds.holds("+number")));
            }
            return parts;
        }

        @Override
        public boolean isCoarse() {
            return false;
        }

        @Override
        public void test(Sql sql) {
            String any = ids.isEmpty()
                    ? "FALSE"
                    : "EXISTS (SELECT 1 FROM posting p WHERE p.word IN ("
                            + ids.stream().map(String::valueOf).collect(Collectors.joining(","))
                            + ") AND p.item = i.number AND " + asOf.holds("p.at") + ")";
            String unended = open
                    ? " OR coalesce(i.call IS NOT NULL AND (i.ended IS NULL OR " + asOf.isBeyond("i.ended")
                            + "), FALSE)"
                    : "";
            sql.add(" AND " + (negated ? "NOT " : "") + "(" + any + unended + ")");
        }
    }

    private static Sql posted(AsOf asOf, long word, Bounds bounds) {
        return new Sql("SELECT item FROM posting WHERE word = " + word + " AND " + bounds.holds("item") + " AND "
                + asOf.holds("at"));
    }

    /// Calls of which a count lies in a range.
    /// @param powers of the words that stand for the powers of two in it
    /// @param column of the item that has the count
    record Range(AsOf asOf, List<Long> powers, String column, NumberRange range) implements Selector {
        @Override
        public boolean lists() {
            return true;
        }

        @Override
        public List<Sql> parts(Bounds bounds) {
            return powers.stream().map(word -> posted(asOf, word, bounds)).toList();
        }

        @Override
        public boolean isCoarse() {
            return true;
        }

        @Override
        public void test(Sql sql) {
            sql.add(" AND i." + column + " BETWEEN " + range.from() + " AND " + range.to() + " AND "
                    + asOf.holds("i.ended"));
        }
    }

    /// These items.
    record Numbers(List<Long> numbers) implements Selector {
        private String in() {
            return numbers.isEmpty()
                    ? " IN (NULL)"
                    : numbers.stream().map(String::valueOf).collect(Collectors.joining(",", " IN (", ")"));
        }

        @Override
        public boolean lists() {
            return true;
        }

        @Override
        public List<Sql> parts(Bounds bounds) {
            return List.of(
                    new Sql("SELECT number AS item FROM item WHERE number" + in() + " AND " + bounds.holds("number")));
        }

        @Override
        public boolean isCoarse() {
            return false;
        }

        @Override
        public void test(Sql sql) {
            sql.add(" AND coalesce(i.number" + in() + ", FALSE)");
        }
    }

    /// Items of tenants that may be seen.
    record Tenants(AsOf asOf, @Nullable SortedSet<String> tenants) implements Selector {
        private static final int MOST = 64;

        @Override
        public boolean lists() {
            return tenants != null && tenants.size() <= MOST;
        }

        @Override
        public List<Sql> parts(Bounds bounds) {
            List<Sql> parts = new ArrayList<>();
            for (String tenant : tenants == null ? List.<String>of() : tenants) {
                parts.add(new Sql(
                        "SELECT number AS item FROM item INDEXED BY item_tenant WHERE tenant = ? AND "
                                + bounds.holds("number") + " AND " + asOf.holds("first"),
                        asOf.dialect().word(tenant)));
            }
            return parts;
        }

        @Override
        public boolean isCoarse() {
            return false;
        }

        @Override
        public void test(Sql sql) {
            asOf.onlyItems(sql, "i");
        }
    }
}
