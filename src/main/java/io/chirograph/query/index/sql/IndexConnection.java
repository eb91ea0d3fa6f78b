package io.chirograph.query.index.sql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A connection to the index, and the words that its engine takes.
public record IndexConnection(Connection connection, Dialect dialect) implements AutoCloseable {
    public PreparedStatement prepare(String sql) throws SQLException {
        return connection.prepareStatement(dialect.text(sql));
    }

    public PreparedStatement bind(PreparedStatement statement, List<? extends @Nullable Object> values)
            throws SQLException {
        int i = 1;
        for (Object value : values) {
            statement.setObject(i++, value == null ? null : dialect.value(value));
        }
        return statement;
    }

    /// What was written since the connection was taken is there for all, or nothing of it.
    public void commit() throws SQLException {
        connection.commit();
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
