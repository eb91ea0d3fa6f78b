package io.chirograph.support.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/// Connections to the server of the settings. A password in a file is read for each.
public final class DatabaseServer extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    private static final int OLDEST = 150_000;

    private final transient DatabaseSettings settings;

    /// @param answerWithin after which a server that does not answer any more is given up
    public DatabaseServer(DatabaseSettings settings, Duration connectWithin, Duration answerWithin) {
        this.settings = settings;
        setUrl(settings.url());
        setSslMode(settings.tls().mode());
        Path root = settings.rootCertificate();
        if (root != null) {
            setSslRootCert(root.toString());
        } else if (settings.tls() != DatabaseSettings.Tls.DISABLE) {
            setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        setApplicationName("chirograph");
        setConnectTimeout((int) connectWithin.toSeconds());
        setLoginTimeout((int) connectWithin.toSeconds());
        setSocketTimeout((int) answerWithin.toSeconds());
        setTcpKeepAlive(true);
        setReWriteBatchedInserts(true);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return getConnection(settings.username(), password());
    }

    private String password() throws SQLException {
        Path file = settings.passwordFile();
        if (file == null) {
            return settings.password() == null ? "" : settings.password();
        }
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new SQLException(settings.prefix() + "password-file cannot be read: " + e, e);
        }
    }

    /// @throws IllegalArgumentException the server is too old, or the database cannot hold every text
    public void require(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "SELECT current_setting('server_version_num')::integer, current_setting('server_encoding'),"
                                + " current_setting('server_version')")) {
            if (!row.next() || row.getInt(1) < OLDEST) {
                throw new IllegalArgumentException(settings.prefix()
                        + "url must be a PostgreSQL server of version 15 or newer, was " + row.getString(3));
            }
            if (!"UTF8".equals(row.getString(2))) {
                throw new IllegalArgumentException(
                        settings.prefix() + "url must be a database with the encoding UTF8, was " + row.getString(2));
            }
        }
    }

    /// What the server says that no waiting changes: a name or password that is wrong, no such database, a right that
    /// is missing; null for anything else.
    public static @Nullable String refusal(Throwable failure) {
        for (Throwable one = failure; one != null; one = one.getCause()) {
            if (one instanceof SQLException refused && refused.getSQLState() != null) {
                String state = refused.getSQLState();
                if (state.startsWith("28") || state.equals("3D000") || state.equals("42501")) {
                    return one.getMessage();
                }
            }
        }
        return null;
    }
}
