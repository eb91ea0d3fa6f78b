package io.chirograph.query.index.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;

/// Connections to the server of the settings. A password in a file is read for each.
final class Server extends PGSimpleDataSource {
    private static final long serialVersionUID = 1L;

    /// A server that does not answer any more is given up.
    private static final int ANSWER_SECONDS = 120;

    private final transient IndexSettings settings;

    Server(IndexSettings settings, Duration connectWithin) {
        this.settings = settings;
        setUrl(String.valueOf(settings.url()));
        setSslMode(settings.tls().mode());
        Path root = settings.rootCertificate();
        if (root != null) {
            setSslRootCert(root.toString());
        } else if (settings.tls() != IndexSettings.Tls.DISABLE) {
            setSslfactory("org.postgresql.ssl.DefaultJavaSSLFactory");
        }
        setApplicationName("chirograph");
        setConnectTimeout((int) connectWithin.toSeconds());
        setLoginTimeout((int) connectWithin.toSeconds());
        setSocketTimeout(ANSWER_SECONDS);
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
            throw new SQLException("chirograph.query.index.password-file cannot be read: " + e, e);
        }
    }
}
