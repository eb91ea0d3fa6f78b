package io.chirograph.query.index.postgres;

import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/// Rows on their way into one table by `COPY`, in its text form. Not safe for many threads.
final class CopyRows {
    private final String into;
    private final StringBuilder rows = new StringBuilder();

    /// @param into the table and its columns
    CopyRows(String into) {
        this.into = into;
    }

    void add(@Nullable Object... values) {
        char before = 0;
        for (Object value : values) {
            if (before != 0) {
                rows.append(before);
            }
            before = '\t';
            switch (value) {
                case null -> rows.append("\\N");
                case byte[] bytes -> rows.append("\\\\x").append(HexFormat.of().formatHex(bytes));
                case String text -> escape(PostgresDialect.stored(text));
                default -> rows.append(value);
            }
        }
        rows.append('\n');
    }

    private void escape(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> rows.append("\\\\");
                case '\t' -> rows.append("\\t");
                case '\n' -> rows.append("\\n");
                case '\r' -> rows.append("\\r");
                default -> rows.append(c);
            }
        }
    }

    boolean isEmpty() {
        return rows.isEmpty();
    }

    void write(Connection connection) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try {
            long unused = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + into + " FROM STDIN", new StringReader(rows.toString()));
        } catch (IOException e) {
            throw new SQLException("rows could not be copied into " + into, e);
        }
        rows.setLength(0);
    }
}
