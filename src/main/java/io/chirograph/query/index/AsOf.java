package io.chirograph.query.index;

import io.chirograph.identity.operators.AuditScope;
import io.chirograph.tlog.proof.HashReader;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The sizes that a response is complete to, and the same as a condition on places. A page and all that follow it
/// are computed as of one of these, so that what arrives in between shifts nothing.
/// @param sizes a log's size by its id
/// @param numbers a log's number in the index by its id
/// @param heads the signed checkpoint that a log is indexed up to by its number; none of a log without one
/// @param trees the tree of each of these, over the connection that it was read with
/// @param scope what may be seen of it
public record AsOf(
        SequencedMap<String, Long> sizes,
        Map<String, Long> numbers,
        Map<Long, IndexedHead> heads,
        Map<Long, HashReader> trees,
        AuditScope scope) {
    /// What is indexed now, of the logs that may be seen and whose keys are known; others are not there.
    /// @throws IndexDamagedException a log's size is not the one that its checkpoint signs
    public static AsOf now(Connection connection, FollowedLogs logs, AuditScope scope) throws SQLException {
        TreeMap<String, Long> sizes = new TreeMap<>();
        TreeMap<String, Long> numbers = new TreeMap<>();
        Map<Long, IndexedHead> heads = new HashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, size, number, note FROM log ORDER BY id")) {
            while (rows.next()) {
                String id = rows.getString(1);
                FollowedLog log = logs.log(id);
                if (log != null && scope.seesLog(id)) {
                    sizes.put(id, rows.getLong(2));
                    numbers.put(id, rows.getLong(3));
                    byte[] note = rows.getBytes(4);
                    if (note != null) {
                        heads.put(rows.getLong(3), IndexedHead.verified(log, rows.getLong(3), rows.getLong(2), note));
                    } else if (rows.getLong(2) != 0) {
                        throw new IndexDamagedException("log " + id + " has a size and no checkpoint");
                    }
                }
            }
        }
        Map<Long, HashReader> trees = new HashMap<>();
        heads.forEach((number, head) -> trees.put(number, new IndexedTree(connection, number).at(head.size())));
        return new AsOf(sizes, numbers, heads, trees, scope);
    }

    /// The same logs at the sizes that an earlier page saw. A log that was not known then counts as empty.
    /// @throws ApiException the index, rebuilt in between, does not hold as much yet
    public AsOf at(Map<String, Long> earlier) {
        TreeMap<String, Long> then = new TreeMap<>();
        for (var size : earlier.entrySet()) {
            if (sizes.getOrDefault(size.getKey(), 0L) < size.getValue()) {
                throw new ApiException(
                        ErrorCode.INDEX_REBUILDING,
                        "The index of log " + size.getKey() + " has not reached size " + size.getValue()
                                + " yet; it is being rebuilt.");
            }
            then.put(size.getKey(), size.getValue());
        }
        return new AsOf(then, numbers, heads, trees, scope);
    }

    /// SQL that holds for a column whose place is within these sizes. It is made of numbers alone, and written so
    /// that no index is chosen for it: it holds for nearly everything.
    public String holds(String column) {
        if (sizes.isEmpty()) {
            return "0";
        }
        return sizes.entrySet().stream()
                .map(size -> {
                    long log = numbers.getOrDefault(size.getKey(), 0L);
                    return "+" + column + " >= " + RowId.of(log, 0) + " AND +" + column + " < "
                            + RowId.of(log, size.getValue());
                })
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /// SQL that holds for a column whose place is beyond these sizes: what came after the first page. An index is
    /// right for it.
    public String isBeyond(String column) {
        if (numbers.isEmpty()) {
            return "0";
        }
        return numbers.entrySet().stream()
                .map(log -> column + " >= " + RowId.of(log.getValue(), sizes.getOrDefault(log.getKey(), 0L)) + " AND "
                        + column + " < " + RowId.of(log.getValue() + 1, 0))
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /// Adds to a condition that a call is of a tenant that may be seen.
    /// @param call the alias of the call's row
    public Sql onlyCalls(Sql sql, String call) {
        SortedSet<String> tenants = scope.tenants();
        if (tenants == null) {
            return sql;
        }
        String marks = String.join(", ", Collections.nCopies(tenants.size(), "?"));
        return sql.add(" AND " + call + ".tenant IN (" + marks + ")", tenants.toArray());
    }

    /// Adds to a condition that an event is of a call of a tenant that may be seen. What is of no call is nobody's.
    /// @param event the alias of the event's row
    public Sql onlyEvents(Sql sql, String event) {
        if (!scope.isOfTenants()) {
            return sql;
        }
        sql.add(" AND EXISTS (SELECT 1 FROM call v WHERE v.id = " + event + ".call");
        return onlyCalls(sql, "v").add(")");
    }

    /// Whether a place is within these sizes.
    public boolean covers(long place) {
        return numbers.containsValue(RowId.log(place))
                && RowId.position(place) < sizes.getOrDefault(logId(RowId.log(place)), 0L);
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
