package io.chirograph.query.lookup;

import io.chirograph.query.index.AsOf;
import io.chirograph.query.index.TextVolume;
import io.chirograph.query.index.sql.Dialect;
import io.chirograph.query.index.sql.Sql;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the full text, a volume at a time.
/// @param match what is looked for
/// @param oldestFirst the order in which items are gone through
record TextReader(AsOf asOf, String match, boolean oldestFirst, Patience patience, List<TextVolume> volumes) {
    /// A statement costs about as much as so many of its rows.
    private static final int AT_ONCE = 256;

    /// @param query with a text
    static @Nullable TextReader of(ListQuery query, AsOf asOf, Patience patience) throws SQLException {
        if (query.text() == null) {
            return null;
        }
        List<TextVolume> volumes = TextVolume.all(asOf.connection());
        return new TextReader(
                asOf, query.text(), query.oldestFirst(), patience, query.oldestFirst() ? volumes : volumes.reversed());
    }

    /// Items in whose text it stands, in order, and what is left to be looked through; null where nothing is.
    record Found(List<Long> items, @Nullable Bounds rest) {}

    /// The next items. Less than `most` come although some are left where it took too long: at least one volume is
    /// looked through.
    Found next(Bounds bounds, int most) throws SQLException {
        List<Long> items = new ArrayList<>();
        Bounds rest = bounds;
        for (TextVolume volume : volumes) {
            Bounds within = rest.within(volume);
            if (within.isEmpty()) {
                continue;
            }
            if (!rest.equals(bounds) && patience.isOver()) {
                return new Found(items, rest);
            }
            boolean isAll = false;
            while (!isAll) {
                Hits hits = read(volume, within, most - items.size());
                items.addAll(hits.items);
                if (items.size() == most) {
                    Bounds left = rest.behind(items.getLast(), oldestFirst);
                    return new Found(items, left.isEmpty() ? null : left);
                }
                isAll = hits.isAll;
                within = isAll ? within : within.behind(items.getLast(), oldestFirst);
            }
            rest = oldestFirst
                    ? new Bounds(volume.before(), bounds.before())
                    : new Bounds(bounds.from(), volume.begins());
        }
        return new Found(items, null);
    }

    /// Those of some items in whose text it stands.
    /// @param candidates in order
    Set<Long> among(List<Long> candidates) throws SQLException {
        Set<Long> among = new HashSet<>();
        Look look = look(candidates);
        for (long candidate : candidates) {
            if (look.finds(candidate)) {
                among.add(candidate);
            }
        }
        return among;
    }

    /// A look at some items, one after the other.
    /// @param candidates in order
    Look look(List<Long> candidates) {
        return new Look(candidates.isEmpty() ? 0 : candidates.getLast());
    }

    /// Whether it stands in items that are asked about in order, with one statement at most for each.
    final class Look {
        // each statement about the beginning of a word puts all words together that begin so: better one than many
        private final int most = match.contains("\"*") ? Integer.MAX_VALUE : AT_ONCE;
        private final long last;
        private final Set<Long> hits = new HashSet<>();
        private Bounds covered = new Bounds(0, 0);

        private Look(long last) {
            this.last = last;
        }

        boolean finds(long item) throws SQLException {
            if (!covered.has(item)) {
                Bounds left = oldestFirst ? new Bounds(item, last + 1) : new Bounds(last, item + 1);
                TextVolume volume = volume(item);
                Bounds within = left.within(volume);
                Hits next = read(volume, within, most);
                hits.clear();
                hits.addAll(next.items);
                covered = next.isAll ? within : within.upTo(next.items.getLast(), oldestFirst);
            }
            return hits.contains(item);
        }
    }

    private TextVolume volume(long item) {
        return volumes.stream()
                .filter(volume -> item >= volume.begins() && item < volume.before())
                .findFirst()
                .orElseThrow();
    }

    /// @param isAll whether there are no more
    private record Hits(List<Long> items, boolean isAll) {}

    /// The next items of a volume: of `most` rows, of which two can be of one.
    private Hits read(TextVolume volume, Bounds bounds, int most) throws SQLException {
        List<Long> items = new ArrayList<>();
        Sql sql = rows(volume, bounds).add(" ORDER BY t.rowid" + (oldestFirst ? "" : " DESC") + " LIMIT ?", most);
        int count = sql.rows(asOf.connection(), row -> {
                    long item = row.getLong(1);
                    return (!items.isEmpty() && items.getLast() == item) || items.add(item);
                })
                .size();
        return new Hits(items, count < most);
    }

    /// A statement of the items of a volume, once or twice each. What was told after the cut-off counts for nothing.
    Sql rows(TextVolume volume, Bounds bounds) throws SQLException {
        String table = volume.table();
        Dialect.Condition matches = asOf.dialect().match(table, match);
        return new Sql("SELECT " + TextVolume.item("t.rowid") + " AS item FROM " + table + " t WHERE ")
                .add(matches.text(), matches.values().toArray())
                .add(" AND t.rowid >= " + TextVolume.firstRow(bounds.from()) + " AND t.rowid < "
                        + TextVolume.firstRow(bounds.before()) + " AND (" + TextVolume.isBeginning("t.rowid")
                        + " OR EXISTS (SELECT 1 FROM item x WHERE x.number = " + TextVolume.item("t.rowid")
                        + " AND ")
                .add(asOf.holds("x.ended"))
                .add("))");
    }
}
