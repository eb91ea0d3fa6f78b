package io.chirograph.query.index.sql;

import java.sql.SQLException;
import java.util.List;

/// What the statements of the index say in one engine's own words.
///
/// Statements are written once, in SQL that all engines read. Hints that only SQLite's planner needs stand in them
/// as SQLite has them (`INDEXED BY x`, `CROSS JOIN x ON`, `+column`), and [#text] takes them out for others.
public interface Dialect {
    /// A condition and what stands for its question marks.
    record Condition(String text, List<Object> values) {}

    /// A whole statement as the engine takes it.
    String text(String sql);

    /// A value as the engine keeps it.
    Object value(Object value);

    /// A text that came from the engine, as it was given to [#value].
    String read(String stored);

    /// A text that stands in an index of rows: what is too long for one goes by its beginning and its digest.
    String word(String text);

    /// How many bytes of the beginning of a [#word] can be looked for.
    int longestPrefix();

    /// A table `d` of `key` and `value` of the numbers in the one argument, a list's text such as `[1, 2]`.
    String numbers();

    /// The text or number of a member of an event's data; NULL without.
    /// @param bytes the column with the event
    /// @param path of names without dots, except where one stands in double quotes
    String member(String bytes, String path);

    /// The same of a whole number.
    String wholeNumber(String bytes, String path);

    /// Whether the bytes of the one argument stand in a column.
    String contains(String bytes);

    /// A join with the items of the calls that an event about none names.
    /// @param alias of these items
    String relatedCalls(String bytes, String alias);

    /// The text of the UUID that a column holds.
    String uuid(String bytes);

    /// What a call is summed up by: the hour, day or month of a time.
    /// @param form `hour`, `day` or `month`
    /// @param millis since 1970
    String span(String form, String millis);

    /// The whole number towards zero of `ln(column + 1) * scale`.
    String logarithm(String column, double scale);

    /// The sum of a column, which may be larger than any whole number; 0 of no rows.
    String total(String column);

    /// An order that SQLite has by the way it joins.
    String order(String by);

    /// A condition that holds for rows of a volume of the full text, `t` or the table itself.
    /// @param match as the search makes it
    Condition match(String table, String match) throws SQLException;

    /// Makes the table of a volume of the full text.
    String createText(String table);

    /// Puts together for good what a volume has.
    String finishText(String table);

    /// Whether items may be collected in a table of the connection.
    boolean hasScratch();

    /// Whether a failure says that what is stored is damaged, rather than busy, full or out of reach.
    boolean isDamage(SQLException failure);
}
