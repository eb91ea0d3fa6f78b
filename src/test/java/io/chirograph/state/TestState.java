package io.chirograph.state;

import io.chirograph.query.index.postgres.PostgresServer;
import io.chirograph.support.postgres.DatabaseSettings;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/// What tests keep state in. What one directory stands for stays the same.
public enum TestState {
    FILES,
    DATABASE;

    private static final String TABLES = "/db/state/V1__tables.sql";
    private static final Map<Path, State> DATABASES = new ConcurrentHashMap<>();
    private static final AtomicInteger NUMBER = new AtomicInteger();

    public State at(Path directory) {
        return this == FILES ? State.files(directory) : DATABASES.computeIfAbsent(directory, TestState::made);
    }

    /// A schema for each directory, made without the time that Flyway takes.
    private static State made(Path directory) {
        String schema = "state_" + NUMBER.getAndIncrement();
        try (Connection connection = PostgresServer.shared().connection();
                Statement statement = connection.createStatement();
                InputStream tables = Objects.requireNonNull(TestState.class.getResourceAsStream(TABLES))) {
            statement.execute("CREATE SCHEMA " + schema + "; SET search_path TO " + schema + "; "
                    + new String(tables.readAllBytes(), StandardCharsets.UTF_8));
            String url = PostgresServer.shared().url("postgres");
            return new State(
                    directory,
                    new StateDatabase(Objects.requireNonNull(properties(url, "postgres", schema, Duration.ofSeconds(10))
                            .database())));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Another process's view of the same database.
    static State another(Path directory, String url) {
        return State.open(directory, properties(url, "postgres", Duration.ofSeconds(10)));
    }

    static StateProperties properties(String url, String user, Duration deafAfter) {
        return properties(url, user, "chirograph_state", deafAfter);
    }

    private static StateProperties properties(String url, String user, String schema, Duration deafAfter) {
        return new StateProperties(
                DatabaseSettings.Type.POSTGRESQL,
                url,
                user,
                null,
                null,
                DatabaseSettings.Tls.DISABLE,
                null,
                schema,
                deafAfter);
    }

    /// The URL of a new database, which the first that opens it gives its tables.
    public static String database() {
        try {
            PostgresServer server = PostgresServer.shared();
            String name = "state_" + NUMBER.getAndIncrement();
            try (Connection connection = server.connection();
                    Statement statement = connection.createStatement()) {
                statement.executeUpdate("CREATE DATABASE " + name);
            }
            return server.url(name);
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Settings of a process with such state, as `name=value` below `chirograph.`.
    public static String[] settings(String url, String... more) {
        List<String> all = new ArrayList<>(
                List.of("state.type=postgresql", "state.url=" + url, "state.username=postgres", "state.tls=disable"));
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }
}
