package io.chirograph.support.sqlite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig;

class SqliteFileTest {
    private static final SqliteFile.Schema SCHEMA =
            new SqliteFile.Schema(2, List.of("CREATE TABLE IF NOT EXISTS word (text TEXT PRIMARY KEY) STRICT"));

    @TempDir
    private Path directory;

    private Path path;

    @BeforeEach
    void name() {
        path = directory.resolve("new").resolve("words.db");
    }

    private static List<String> words(SqliteFile file) throws IOException {
        return file.query("SELECT text FROM word ORDER BY text", row -> row.getString(1));
    }

    @Test
    void aNewFileIsItsOwnersAloneAndKeepsWhatWasWritten() throws Exception {
        assertThat(SqliteFile.openToRead(path, SCHEMA)).isNull();
        try (SqliteFile file = SqliteFile.open(path, SCHEMA)) {
            file.update("INSERT INTO word VALUES (?)", "one");
            assertThat(file.query("PRAGMA synchronous", row -> row.getInt(1))).containsExactly(3);
            assertThat(file.query("PRAGMA journal_mode", row -> row.getString(1)))
                    .containsExactly("delete");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        try (SqliteFile file = SqliteFile.open(path, SCHEMA);
                SqliteFile reader = Objects.requireNonNull(SqliteFile.openToRead(path, SCHEMA))) {
            file.write(() -> file.update("INSERT INTO word VALUES (?)", "two"));
            assertThat(words(reader)).containsExactly("one", "two");
            assertThatThrownBy(() -> reader.update("DELETE FROM word")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aTransactionThatCouldNotBeginSpoilsNoneAfterIt() throws Exception {
        SQLiteConfig impatient = new SQLiteConfig();
        impatient.setBusyTimeout(20);
        try (SqliteFile other = SqliteFile.open(path, SCHEMA);
                SqliteFile file = SqliteFile.open(path, SCHEMA, impatient)) {
            other.write(() -> assertThatThrownBy(() -> file.write(() -> file.update("INSERT INTO word VALUES ('no')")))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("SQLITE_BUSY"));
            assertThatThrownBy(() -> file.write(() -> {
                        file.update("INSERT INTO word VALUES ('half')");
                        throw new IllegalStateException("half-way");
                    }))
                    .hasMessage("half-way");
            assertThat(words(file)).isEmpty();
            file.write(() -> file.update("INSERT INTO word VALUES ('one')"));
            assertThat(words(other)).containsExactly("one");
        }
    }

    @Test
    void whatFailsHalfWayNeverHappened() throws Exception {
        try (SqliteFile file = SqliteFile.open(path, SCHEMA)) {
            assertThatThrownBy(() -> file.write(() -> {
                        file.update("INSERT INTO word VALUES (?)", "one");
                        throw new IllegalStateException("half-way");
                    }))
                    .hasMessage("half-way");
            assertThatThrownBy(() -> file.write(() -> {
                        file.update("INSERT INTO word VALUES (?)", "one");
                        file.update("INSERT INTO word VALUES (?)", "one");
                    }))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(path.toString());
            assertThat(words(file)).isEmpty();
            file.update("INSERT INTO word VALUES (?)", "two");
            assertThat(words(file)).as("a statement that failed is good again").containsExactly("two");
        }
    }

    @Test
    void aFileOfAnotherVersionIsRefused() throws Exception {
        SqliteFile.open(path, SCHEMA).close();
        var earlier = new SqliteFile.Schema(1, List.of());
        for (var open : List.<org.assertj.core.api.ThrowableAssert.ThrowingCallable>of(
                () -> SqliteFile.open(path, earlier), () -> SqliteFile.openToRead(path, earlier))) {
            assertThatThrownBy(open)
                    .isInstanceOf(IOException.class)
                    .hasMessageEndingWith("has version 2; this program knows 1");
        }
    }
}
