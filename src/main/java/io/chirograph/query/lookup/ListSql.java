package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.EventRows;
import io.chirograph.query.index.Ids;
import io.chirograph.query.index.Sql;
import io.chirograph.verifier.search.CallFilter;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The statements behind the two lists. Newest first; the rarest term drives, so that a search for something
/// rare does not walk through everything.
record ListSql(Connection connection, ListQuery query, AsOf asOf) {
    private static final int FEW = 10_000;

    /// Rows of `id, time, ended, outcome`, one more than the limit when there is another page.
    Sql calls() throws SQLException {
        Map<String, String> rest = new LinkedHashMap<>(query.filter().terms());
        String driver = rarest();
        Sql sql = new Sql();
        if (driver == null) {
            sql.add("SELECT c.id, c.time, c.ended, c.outcome FROM call c WHERE ")
                    .add(asOf.holds("c.first"));
        } else {
            sql.add("SELECT c.id, c.time, c.ended, c.outcome FROM term d CROSS JOIN call c ON c.id = d.call WHERE ")
                    .add("d.name = ? AND d.value = ? AND ", driver, value(driver))
                    .add(asOf.holds("d.at"));
            rest.remove(driver);
        }
        String key = driver == null ? "c" : "d";
        String id = driver == null ? "c.id" : "d.call";
        bounds(sql, key + ".time");
        terms(sql, rest);
        outcome(sql);
        asOf.onlyCalls(sql, "c");
        if (query.filter().type() != null) {
            sql.add(
                            " AND EXISTS (SELECT 1 FROM event e WHERE e.call = c.id AND e.type = ? AND ",
                            query.filter().type())
                    .add(asOf.holds("e.at"))
                    .add(")");
        }
        PageMark after = query.after();
        if (after != null) {
            byte[] last = Ids.bytes(after.call());
            sql.add(" AND (" + key + ".time, " + id + ") < (?, ?)", after.time(), last);
        }
        return sql.add(" ORDER BY " + key + ".time DESC, " + id + " DESC LIMIT ?", query.limit() + 1);
    }

    /// Rows of events, one more than the limit when there is another page.
    Sql events() throws SQLException {
        Map<String, String> rest = new LinkedHashMap<>(query.filter().terms());
        String driver = rarest();
        boolean few = driver != null && count(driver) <= FEW;
        Sql sql = new Sql().add("SELECT " + EventRows.COLUMNS + " FROM ");
        if (few) {
            sql.add("term d CROSS JOIN call c ON c.id = d.call CROSS JOIN event e ON e.call = c.id WHERE ");
        } else if (query.filter().outcome() != null && outcomes() <= FEW) {
            sql.add("call c CROSS JOIN event e ON e.call = c.id WHERE ");
        } else if (query.filter().outcome() != null || driver != null) {
            sql.add("event e CROSS JOIN call c ON c.id = e.call WHERE ");
        } else {
            sql.add("event e WHERE ");
        }
        sql.add(asOf.holds("e.at"));
        if (few && driver != null) {
            sql.add(" AND d.name = ? AND d.value = ? AND ", driver, value(driver))
                    .add(asOf.holds("d.at"));
            rest.remove(driver);
        }
        bounds(sql, "e.time");
        terms(sql, rest);
        outcome(sql);
        asOf.onlyEvents(sql, "e");
        if (query.filter().type() != null) {
            sql.add(" AND e.type = ?", query.filter().type());
        }
        PageMark after = query.after();
        if (after != null) {
            sql.add(" AND (e.time, e.at) < (?, ?)", after.time(), after.place(asOf));
        }
        return sql.add(" ORDER BY e.time DESC, e.at DESC LIMIT ?", query.limit() + 1);
    }

    private void bounds(Sql sql, String column) {
        if (query.filter().from() != null) {
            sql.add(" AND " + column + " >= ?", query.filter().from());
        }
        if (query.filter().to() != null) {
            sql.add(" AND " + column + " < ?", query.filter().to());
        }
    }

    private void terms(Sql sql, Map<String, String> terms) {
        terms.forEach((name, value) -> sql.add(
                        " AND EXISTS (SELECT 1 FROM term t WHERE t.name = ? AND t.value = ? AND t.time = c.time"
                                + " AND t.call = c.id AND ",
                        name,
                        value)
                .add(asOf.holds("t.at"))
                .add(")"));
    }

    private void outcome(Sql sql) {
        String outcome = query.filter().outcome();
        if (outcome == null) {
            return;
        }
        if (outcome.equals(CallFilter.OPEN)) {
            sql.add(" AND (c.outcome IS NULL OR ").add(asOf.isBeyond("c.ended")).add(")");
        } else {
            sql.add(" AND c.outcome = ? AND ", outcome).add(asOf.holds("c.ended"));
        }
    }

    private @Nullable String rarest() throws SQLException {
        String rarest = null;
        long fewest = Long.MAX_VALUE;
        for (String name : query.filter().terms().keySet()) {
            long count = query.filter().terms().size() == 1 ? 0 : count(name);
            if (count < fewest) {
                rarest = name;
                fewest = count;
            }
        }
        return rarest;
    }

    private String value(String name) {
        return Objects.requireNonNull(query.filter().terms().get(name));
    }

    private long outcomes() throws SQLException {
        Sql sql = new Sql().add("SELECT count(*) FROM (SELECT 1 FROM call c WHERE 1");
        outcome(sql);
        return sql.add(" LIMIT ?)", FEW + 1).number(connection);
    }

    private long count(String name) throws SQLException {
        return new Sql()
                .add(
                        "SELECT count(*) FROM (SELECT 1 FROM term WHERE name = ? AND value = ? LIMIT ?)",
                        name,
                        value(name),
                        FEW + 1)
                .number(connection);
    }
}
