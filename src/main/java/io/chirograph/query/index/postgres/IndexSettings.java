package io.chirograph.query.index.postgres;

import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

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
        @DefaultValue("sqlite") Type type,
        @Nullable String url,
        @Nullable String username,
        @Nullable String password,
        @Nullable Path passwordFile,
        @DefaultValue("verify-full") Tls tls,
        @Nullable Path rootCertificate,
        @DefaultValue("chirograph_index") String schema) {
    private static final String PREFIX = "chirograph.query.index.";
    private static final String URL = "jdbc:postgresql://[A-Za-z0-9.\\[\\]:-]+/[A-Za-z0-9_-]+";

    public enum Type {
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

    public IndexSettings {
        if (type == Type.POSTGRESQL) {
            Assert.isTrue(
                    url != null && url.matches(URL),
                    PREFIX + "url must be jdbc:postgresql://<host>:<port>/<database> without parameters"
                            + (url == null ? "; it is not set" : ""));
            Assert.isTrue(username != null, PREFIX + "username must be set with " + PREFIX + "type=postgresql");
            Assert.isTrue(
                    password == null || passwordFile == null,
                    PREFIX + "password and " + PREFIX + "password-file are both set; one of them must not be");
            Assert.isTrue(
                    schema.matches("[a-z_][a-z0-9_]{0,39}") && !schema.startsWith("pg_"),
                    PREFIX + "schema must be up to 40 lower-case letters, digits and underscores, was '" + schema
                            + "'");
        }
    }

    public boolean isShared() {
        return type == Type.POSTGRESQL;
    }

    @Override
    public String toString() {
        return "IndexSettings[" + type + ", " + url + "]";
    }
}
