package io.chirograph.query.index;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.query.index.sql.Dialect;
import io.chirograph.query.index.sql.IndexConnection;
import io.chirograph.query.index.sql.Sql;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The index over one connection, up to the sizes that a response is complete to.
///
/// A page and all that follow it are computed as of the same sizes, so that what arrives in between shifts nothing.
/// @param sizes a log's size by its id
/// @param numbers a log's number in the index by its id
/// @param heads the signed checkpoint that a log is indexed up to by its id; none of a log without one
/// @param trees the tree of each of these
/// @param scope what may be seen of it
public record AsOf(
        IndexConnection connection,
        SequencedMap<String, Long> sizes,
        Map<String, Long> numbers,
        Map<String, IndexedHead> heads,
        Map<String, HashReader> trees,
        AuditScope scope) {
    /// What is indexed now, of the logs that may be seen and whose keys are known; others are not there.
    /// @throws IndexDamagedException a log's size is not the one that its checkpoint signs
    public static AsOf now(IndexConnection connection, FollowedLogs logs, AuditScope scope) throws SQLException {
        TreeMap<String, Long> sizes = new TreeMap<>();
        TreeMap<String, Long> numbers = new TreeMap<>();
        Map<String, IndexedHead> heads = new HashMap<>();
        Map<String, HashReader> trees = new HashMap<>();
        new Sql("SELECT id, size, number, note FROM log").rows(connection, row -> {
            String id = row.getString(1);
            long size = row.getLong(2);
            long number = row.getLong(3);
            byte[] note = row.getBytes(4);
            FollowedLog log = logs.log(id);
            if (log != null && scope.seesLog(id)) {
                sizes.put(id, size);
                numbers.put(id, number);
                if (note != null) {
                    heads.put(id, IndexedHead.verified(log, number, size, note));
                    trees.put(id, new IndexedTree(connection, number).at(size));
                } else if (size != 0) {
                    throw new IndexDamagedException("log " + id + " has a size and no checkpoint");
                }
            }
            return id;
        });
        return new AsOf(connection, sizes, numbers, heads, trees, scope);
    }

    /// The same logs at the sizes that an earlier page saw. A log that was not known then counts as empty.
    /// @throws ApiException the index, rebuilt in between, does not hold as much yet
    public AsOf at(Map<String, Long> earlier) {
        earlier.forEach((log, size) -> {
            if (sizes.getOrDefault(log, 0L) < size) {
                throw new ApiException(
                        ErrorCode.INDEX_REBUILDING,
                        "The index of log " + log + " has not reached size " + size + " yet; it is being rebuilt.");
            }
        });
        return new AsOf(connection, new TreeMap<>(earlier), numbers, heads, trees, scope);
    }

    /// What the engine says in words of its own.
    public Dialect dialect() {
        return connection.dialect();
    }

    /// A log's number in the index; 0, which is no log's, where the log is not there.
    public long number(String log) {
        return numbers.getOrDefault(log, 0L);
    }

    /// SQL that holds for a column whose place is within these sizes. It is made of numbers alone, and written so
    /// that no index is chosen for it: it holds for nearly everything.
    public String holds(String column) {
        if (sizes.isEmpty()) {
            return "FALSE";
        }
        return sizes.entrySet().stream()
                .map(size -> {
                    long log = number(size.getKey());
                    return "+" + column + " >= " + RowId.of(log, 0) + " AND +" + column + " < "
                            + RowId.of(log, size.getValue());
                })
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /// SQL that holds for a column whose place is beyond these sizes: what came after the first page. An index is
    /// right for it.
    public String isBeyond(String column) {
        if (numbers.isEmpty()) {
            return "FALSE";
        }
        return numbers.entrySet().stream()
                .map(log -> column + " >= " + RowId.of(log.getValue(), sizes.getOrDefault(log.getKey(), 0L)) + " AND "
                        + column + " < " + RowId.of(log.getValue() + 1, 0))
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /// Adds to a condition that an item is of a tenant that may be seen.
    /// @param item the alias of the item's row
    public Sql onlyItems(Sql sql, String item) {
        SortedSet<String> tenants = scope.tenants();
        if (tenants == null) {
            return sql;
        }
        String marks = tenants.isEmpty() ? "NULL" : String.join(", ", Collections.nCopies(tenants.size(), "?"));
        return sql.add(
                " AND +" + item + ".tenant IN (" + marks + ")",
                tenants.stream().map(dialect()::word).toArray());
    }

    /// Adds to a condition that an event is of an item of a tenant that may be seen. What is of no item is nobody's.
    /// @param event the alias of the event's row
    public Sql onlyEvents(Sql sql, String event) {
        if (!scope.isOfTenants()) {
            return sql;
        }
        sql.add(" AND EXISTS (SELECT 1 FROM item v WHERE v.number = " + event + ".item");
        return onlyItems(sql, "v").add(")");
    }

    /// Whether a place is within these sizes.
    public boolean covers(long place) {
        return numbers.containsValue(RowId.log(place))
                && RowId.position(place) < sizes.getOrDefault(logId(RowId.log(place)), 0L);
    }

    /// A place as a log's id and a position.
    public String place(long at) {
        return logId(RowId.log(at)) + ":" + RowId.position(at);
    }

    /// The id of a numbered log.
    String logId(long number) {
        return numbers.entrySet().stream()
                .filter(entry -> entry.getValue() == number)
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
    }
}
