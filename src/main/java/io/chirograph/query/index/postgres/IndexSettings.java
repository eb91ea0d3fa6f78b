package io.chirograph.query.index.postgres;

import io.chirograph.support.postgres.DatabaseSettings;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of where the index lives: in files of this process, or in a database that many share.
/// @param type of the index
/// @param url `jdbc:postgresql://host:port/database`, without parameters: they could hold a password
/// @param username who connects
/// @param password goes with it
/// @param passwordFile a file with it instead: one line, read at each connection
/// @param tls how the server is trusted
/// @param rootCertificate PEM file with the authorities that its certificate may come from
/// @param schema where the generations are named; those are beside it, with a number behind its name
public record IndexSettings(
        @DefaultValue("sqlite") DatabaseSettings.Type type,
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path passwordFile,
        @DefaultValue("verify-full") DatabaseSettings.Tls tls,
        @Nullable Path rootCertificate,
        @DefaultValue("chirograph_index") String schema) {
    public IndexSettings {
        if (type == DatabaseSettings.Type.POSTGRESQL) {
            DatabaseSettings unused = database(url, username, password, passwordFile, tls, rootCertificate, schema);
        }
    }

    public boolean isShared() {
        return type == DatabaseSettings.Type.POSTGRESQL;
    }

    /// Of an index that is shared.
    DatabaseSettings database() {
        return database(url, username, password, passwordFile, tls, rootCertificate, schema);
    }

    private static DatabaseSettings database(
            @Nullable String url,
            @Nullable String username,
            @Nullable String password,
            @Nullable Path passwordFile,
            DatabaseSettings.Tls tls,
            @Nullable Path rootCertificate,
            String schema) {
        return DatabaseSettings.of(
                "chirograph.query.index.", url, username, password, passwordFile, tls, rootCertificate, schema);
    }

    @Override
    public String toString() {
        return "IndexSettings[" + type + ", " + url + "]";
    }
}
