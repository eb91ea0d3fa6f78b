package io.chirograph.query.index.sql;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement in the making: text, and values that never become text.
public final class Sql {
    private final StringBuilder text = new StringBuilder();
    private final List<@Nullable Object> values = new ArrayList<>();

    public Sql(String sql, @Nullable Object... arguments) {
        Sql unused = add(sql, arguments);
    }

    public Sql add(String sql, @Nullable Object... arguments) {
        text.append(sql);
        Collections.addAll(values, arguments);
        return this;
    }

    /// Adds another statement with its values.
    public Sql add(Sql other) {
        text.append(other.text);
        values.addAll(other.values);
        return this;
    }

    /// Reads one row.
    @FunctionalInterface
    public interface Row<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// All rows of the response.
    public <T> List<T> rows(IndexConnection connection, Row<T> as) throws SQLException {
        List<T> rows = new ArrayList<>();
        try (PreparedStatement statement = connection.prepare(text.toString());
                ResultSet row = connection.bind(statement, values).executeQuery()) {
            while (row.next()) {
                rows.add(as.read(row));
            }
        }
        return rows;
    }

    /// The response's one number.
    public long number(IndexConnection connection) throws SQLException {
        return rows(connection, row -> row.getLong(1)).getFirst();
    }

    /// Changes rows; answers how many.
    public int update(IndexConnection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepare(text.toString())) {
            return connection.bind(statement, values).executeUpdate();
        }
    }
}
