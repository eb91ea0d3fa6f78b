package io.chirograph.identity;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.sqlite.SQLiteConfig;

/// Looks into the gateway keys of a data directory, whether a process has it open or not. Changes nothing there.
public final class StoredKeys {
    private StoredKeys() {}

    /// A key as it is in force, or as a change that is announced disables it; empty where it was never made there.
    public static Optional<StoredKey> find(Path dataDirectory, String id) throws IOException {
        Path file = dataDirectory.resolve(KeyDatabase.FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection = config.createConnection("jdbc:sqlite:" + file)) {
            if (!isKnown(connection, file)) {
                return Optional.empty();
            }
            Optional<StoredKey> announced = find(connection, "SELECT key FROM pending WHERE id = ?", id);
            return announced.filter(key -> key.disabled() != null).isPresent()
                    ? announced
                    : find(connection, "SELECT key FROM gateway_key WHERE id = ?", id);
        } catch (SQLException e) {
            throw new IOException("Cannot read " + file + ": " + e.getMessage(), e);
        }
    }

    /// Whether there is a schema yet.
    private static boolean isKnown(Connection connection, Path file) throws SQLException, IOException {
        try (Statement statement = connection.createStatement();
                ResultSet version = statement.executeQuery("PRAGMA user_version")) {
            int found = version.next() ? version.getInt(1) : 0;
            if (found > KeyDatabase.VERSION) {
                throw new IOException(file + " has version " + found + "; this program knows " + KeyDatabase.VERSION);
            }
            return found > 0;
        }
    }

    private static Optional<StoredKey> find(Connection connection, String sql, String id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, id);
            try (ResultSet rows = query.executeQuery()) {
                return rows.next() ? Optional.of(StoredKeyJson.read(rows.getString(1))) : Optional.empty();
            }
        }
    }
}
