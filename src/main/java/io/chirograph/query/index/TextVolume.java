package io.chirograph.query.index;

import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.index.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A part of the full text that has a table of its own: that of the items with numbers from `begins` on and before
/// `before`. Searching one takes a bounded time even where its words never stand together, which no limit or range of
/// rows does for a table of SQLite's full text.
///
/// A row is an item's number, doubled for what the item began with, and one more for what ended it. The newest volume
/// is open until it has as many items as a volume has; items that turn up later with older numbers make others larger.
public record TextVolume(long number, long begins, long before) {
    /// How many items one takes before the next one begins.
    public static final int ITEMS = 250_000;

    /// All of them, by the numbers of their items; there is always one.
    public static List<TextVolume> all(IndexConnection connection) throws SQLException {
        List<TextVolume> volumes = new ArrayList<>();
        new Sql("SELECT number, begins FROM volume ORDER BY begins DESC").rows(connection, row -> {
            long before = volumes.isEmpty() ? Long.MAX_VALUE : volumes.getFirst().begins;
            volumes.addFirst(new TextVolume(row.getLong(1), row.getLong(2), before));
            return true;
        });
        if (volumes.isEmpty() || volumes.getFirst().begins != 0) {
            throw new IndexDamagedException("a volume of the full text is missing");
        }
        return volumes;
    }

    static String table(long number) {
        return "text_" + number;
    }

    public String table() {
        return table(number);
    }

    boolean holds(long item) {
        return item >= begins && item < before;
    }

    /// The row of an item.
    /// @param ended of what ended it
    static long row(long item, boolean ended) {
        return item << 1 | (ended ? 1 : 0);
    }

    /// The first row of an item's number, or a number behind all rows for one that no item has.
    public static long firstRow(long item) {
        return item > Long.MAX_VALUE >> 1 ? Long.MAX_VALUE : item << 1;
    }

    /// SQL for the item that a row is of.
    public static String item(String row) {
        return "(" + row + " >> 1)";
    }

    /// SQL that holds for a row of what an item began with.
    public static String isBeginning(String row) {
        return "(" + row + " & 1) = 0";
    }
}
