package io.chirograph.state;

import io.chirograph.support.postgres.DatabaseSettings;
import io.chirograph.support.sqlite.SqliteFile;
import io.chirograph.support.tables.Tables;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// Where stores of state have their tables: in files of a data directory, or in a shared database.
///
/// Safe for many threads. Who opened it closes it, after the stores.
public final class State implements AutoCloseable {
    private final Path directory;
    private final @Nullable StateDatabase database;

    State(Path directory, @Nullable StateDatabase database) {
        this.directory = directory;
        this.database = database;
    }

    /// Files of a data directory.
    public static State files(Path directory) {
        return new State(directory, null);
    }

    /// As the settings of a process say.
    /// @throws IllegalArgumentException a setting is wrong, or the server will not do
    /// @throws IllegalStateException the server is not there
    public static State of(Environment environment) {
        return open(
                Path.of(environment.getProperty("chirograph.data-dir", "./data")),
                Binder.get(environment).bindOrCreate("chirograph.state", StateProperties.class));
    }

    static State open(Path directory, StateProperties properties) {
        DatabaseSettings settings = properties.database();
        return new State(directory, settings == null ? null : StateDatabase.open(settings));
    }

    public boolean isShared() {
        return database != null;
    }

    /// The data directory, for what is in files.
    public Path directory() {
        return directory;
    }

    @Nullable
    StateDatabase database() {
        return database;
    }

    /// The tables of a store.
    /// @param file its name in the data directory
    /// @param schema of the file; the database has all tables
    public Tables tables(String file, SqliteFile.Schema schema) throws IOException {
        Tables shared = shared(file);
        return shared == null ? SqliteFile.open(directory.resolve(file), schema) : shared;
    }

    /// The tables of a store in the database; null where state is in files.
    public @Nullable Tables shared(String file) {
        return database == null ? null : new SharedTables(database, file);
    }

    @Override
    public void close() {
        if (database != null) {
            database.close();
        }
    }
}
