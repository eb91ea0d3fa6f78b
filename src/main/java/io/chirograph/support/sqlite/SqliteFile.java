package io.chirograph.support.sqlite;

import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// A small store of one schema in one SQLite file.
///
/// Safe for many threads, one of which it serves at a time. A new file is readable by its owner alone; a file of
/// another schema version is refused.
public final class SqliteFile implements Tables {
    private static final Logger LOG = LoggerFactory.getLogger(SqliteFile.class);

    private final Path file;
    private final Connection connection;
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    private SqliteFile(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    /// The tables of a file.
    /// @param version of the file that they make; `PRAGMA user_version`
    /// @param statements run at every opening, so each holds `IF NOT EXISTS`
    public record Schema(int version, List<String> statements) {}

    /// Opens a file with a rollback journal, and makes it where there is none.
    public static SqliteFile open(Path file, Schema schema) throws IOException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.DELETE);
        return open(file, schema, config);
    }

    /// @param config of the connection; with a rollback journal, commits force the directory too
    public static SqliteFile open(Path file, Schema schema, SQLiteConfig config) throws IOException {
        if (!Files.exists(file)) {
            Files.createDirectories(Objects.requireNonNull(file.toAbsolutePath().getParent()));
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        SqliteFile opened = connect(file, config);
        try {
            // a commit is the journal's deletion: the directory must be forced too
            opened.update("PRAGMA synchronous = EXTRA");
            int found = opened.version(schema);
            opened.write(() -> {
                for (String sql : schema.statements()) {
                    opened.update(sql);
                }
                if (found == 0) {
                    opened.update("PRAGMA user_version = " + schema.version());
                }
            });
            return opened;
        } catch (IOException | RuntimeException e) {
            opened.close();
            throw e;
        }
    }

    /// Opens a file to read, whoever else has it open; null where it is missing or has no tables yet.
    public static @Nullable SqliteFile openToRead(Path file, Schema schema) throws IOException {
        if (!Files.exists(file)) {
            return null;
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        SqliteFile opened = connect(file, config);
        boolean isUsable = false;
        try {
            isUsable = opened.version(schema) > 0;
            return isUsable ? opened : null;
        } finally {
            if (!isUsable) {
                opened.close();
            }
        }
    }

    private static SqliteFile connect(Path file, SQLiteConfig config) throws IOException {
        try {
            return new SqliteFile(file, config.createConnection("jdbc:sqlite:" + file));
        } catch (SQLException e) {
            throw new IOException("Cannot open " + file + ": " + e.getMessage(), e);
        }
    }

    private int version(Schema schema) throws IOException {
        int found = query("PRAGMA user_version", row -> row.getInt(1)).getFirst();
        if (found != 0 && found != schema.version()) {
            throw new IOException(file + " has version " + found + "; this program knows " + schema.version());
        }
        return found;
    }

    @Override
    public synchronized void each(String sql, Row<?> visitor, @Nullable Object... values) throws IOException {
        try (ResultSet rows = prepared(sql, values).executeQuery()) {
            while (rows.next()) {
                visitor.read(rows);
            }
        } catch (SQLException e) {
            statements.remove(sql);
            throw failed(e);
        }
    }

    @Override
    public synchronized int update(String sql, @Nullable Object... values) throws IOException {
        try {
            return prepared(sql, values).executeUpdate();
        } catch (SQLException e) {
            statements.remove(sql);
            throw failed(e);
        }
    }

    @Override
    public synchronized <E extends Exception> void write(Work<E> work) throws IOException, E {
        try {
            run("BEGIN IMMEDIATE");
            boolean isCommitted = false;
            try {
                work.run();
                run("COMMIT"); // the commit point
                isCommitted = true;
            } finally {
                if (!isCommitted) {
                    undo();
                }
            }
        } catch (SQLException e) {
            throw failed(e);
        }
    }

    /// Transactions are not the driver's: where one cannot begin, that takes itself to be in one from then on.
    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// SQLite has undone some of what fails by itself; what failed before is what the caller is to hear of.
    private void undo() {
        try {
            run("ROLLBACK");
        } catch (SQLException e) {
            LOG.debug("{}: nothing to roll back: {}", file, e.getMessage());
        }
    }

    /// Each statement is prepared once and closed with the connection; the driver closes one that fails.
    private PreparedStatement prepared(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }

    private IOException failed(SQLException e) {
        return new IOException("Cannot use " + file + ": " + e.getMessage(), e);
    }

    @Override
    public synchronized void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed(e);
        }
    }
}
