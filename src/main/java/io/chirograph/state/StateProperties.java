package io.chirograph.state;

import io.chirograph.support.postgres.DatabaseSettings;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// Settings of where keys, switches, grants and owners of objects live.
/// @param type of the state: files of this process, or a database that gateways share
/// @param url `jdbc:postgresql://host:port/database`, without parameters: they could hold a password
/// @param username who connects
/// @param password goes with it
/// @param passwordFile a file with it instead: one line, read at each connection
/// @param tls how the server is trusted
/// @param rootCertificate PEM file with the authorities that its certificate may come from
/// @param schema where the tables are
/// @param deafAfter how long calls pass while nothing is heard of the database
@ConfigurationProperties("chirograph.state")
record StateProperties(
        @DefaultValue("sqlite") DatabaseSettings.Type type,
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path passwordFile,
        @DefaultValue("verify-full") DatabaseSettings.Tls tls,
        @Nullable Path rootCertificate,
        @DefaultValue("chirograph_state") String schema,
        @DefaultValue("10s") Duration deafAfter) {
    static final String PREFIX = "chirograph.state.";
    private static final Duration LEAST = Duration.ofSeconds(2);

    StateProperties {
        Assert.isTrue(
                deafAfter.compareTo(LEAST) >= 0,
                PREFIX + "deaf-after must be at least " + LEAST + ", was " + deafAfter);
    }

    /// Of a database; null for files.
    @Nullable
    DatabaseSettings database() {
        return type == DatabaseSettings.Type.SQLITE
                ? null
                : DatabaseSettings.of(PREFIX, url, username, password, passwordFile, tls, rootCertificate, schema);
    }

    @Override
    public String toString() {
        return "StateProperties[" + type + ", " + url + "]";
    }
}
