package io.chirograph.support.postgres;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How a PostgreSQL database is reached, and in which schema.
/// @param prefix of the settings, its last dot included
/// @param url `jdbc:postgresql://host:port/database`, without parameters: they could hold a password
/// @param username who connects
/// @param password goes with it
/// @param passwordFile a file with it instead: one line, read at each connection
/// @param tls how the server is trusted
/// @param rootCertificate PEM file with the authorities that its certificate may come from
/// @param schema what is in the database under this name
public record DatabaseSettings(
        String prefix,
        String url,
        String username,
        @Nullable String password,
        @Nullable Path passwordFile,
        Tls tls,
        @Nullable Path rootCertificate,
        String schema) {
    private static final String URL = "jdbc:postgresql://[A-Za-z0-9.\\[\\]:-]+/[A-Za-z0-9_-]+";

    /// Whether there is a database.
    public enum Type {
        /// Files of this process instead.
        SQLITE,
        POSTGRESQL
    }

    /// How a connection is protected, as libpq has it.
    public enum Tls {
        /// Not at all: for a server on this machine, or where the network does it.
        DISABLE,
        /// Against who only listens.
        REQUIRE,
        /// The certificate comes from a known authority.
        VERIFY_CA,
        /// And is that of the host in the URL.
        VERIFY_FULL;

        String mode() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    public DatabaseSettings {
        if (password != null && passwordFile != null) {
            throw new IllegalArgumentException(
                    prefix + "password and " + prefix + "password-file are both set; one of them must not be");
        }
        if (!schema.matches("[a-z_][a-z0-9_]{0,39}") || schema.startsWith("pg_")) {
            throw new IllegalArgumentException(prefix
                    + "schema must be up to 40 lower-case letters, digits and underscores, was '" + schema + "'");
        }
    }

    /// @throws IllegalArgumentException naming the setting
    public static DatabaseSettings of(
            String prefix,
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable Path passwordFile,
            Tls tls,
            @Nullable Path rootCertificate,
            String schema) {
        if (url == null || !url.matches(URL)) {
            throw new IllegalArgumentException(
                    prefix + "url must be jdbc:postgresql://<host>:<port>/<database> without parameters"
                            + (url == null ? "; it is not set" : ""));
        }
        if (username == null) {
            throw new IllegalArgumentException(prefix + "username must be set with " + prefix + "type=postgresql");
        }
        return new DatabaseSettings(prefix, url, username, password, passwordFile, tls, rootCertificate, schema);
    }

    @Override
    public String toString() {
        return prefix + url;
    }
}
