package io.chirograph.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The sizes that an answer is complete to, and the same as a condition on places. A page and all that follow it
/// are computed as of one of these, so that what arrives in between shifts nothing.
///
/// @param sizes a log's size by its id
/// @param numbers a log's number in the index by its id
record AsOf(SequencedMap<String, Long> sizes, Map<String, Long> numbers) {
    /// What is indexed now.
    static AsOf now(Connection connection) throws SQLException {
        TreeMap<String, Long> sizes = new TreeMap<>();
        TreeMap<String, Long> numbers = new TreeMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, size, number FROM log ORDER BY id")) {
            while (rows.next()) {
                sizes.put(rows.getString(1), rows.getLong(2));
                numbers.put(rows.getString(1), rows.getLong(3));
            }
        }
        return new AsOf(sizes, numbers);
    }

    /// The same logs at the sizes that an earlier page saw. A log that was not known then counts as empty.
    ///
    /// @throws NotYetIndexedException the index, rebuilt in between, does not hold as much yet
    AsOf at(Map<String, Long> earlier) throws NotYetIndexedException {
        TreeMap<String, Long> then = new TreeMap<>();
        for (var size : earlier.entrySet()) {
            if (sizes.getOrDefault(size.getKey(), 0L) < size.getValue()) {
                throw new NotYetIndexedException(size.getKey(), size.getValue());
            }
            then.put(size.getKey(), size.getValue());
        }
        return new AsOf(then, numbers);
    }

    /// SQL that holds for a column whose place is within these sizes. It is made of numbers alone, and written so
    /// that no index is chosen for it: it holds for nearly everything.
    String holds(String column) {
        if (sizes.isEmpty()) {
            return "0";
        }
        return sizes.entrySet().stream()
                .map(size -> {
                    long log = numbers.getOrDefault(size.getKey(), 0L);
                    return "+" + column + " >= " + Place.of(log, 0) + " AND +" + column + " < "
                            + Place.of(log, size.getValue());
                })
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /// SQL that holds for a column whose place is beyond these sizes: what came after the first page. An index is
    /// right for it.
    String isBeyond(String column) {
        if (numbers.isEmpty()) {
            return "0";
        }
        return numbers.entrySet().stream()
                .map(log -> column + " >= " + Place.of(log.getValue(), sizes.getOrDefault(log.getKey(), 0L)) + " AND "
                        + column + " < " + Place.of(log.getValue() + 1, 0))
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /// Whether a place is within these sizes.
    boolean covers(long place) {
        return Place.position(place) < sizes.getOrDefault(logId(Place.log(place)), 0L);
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
