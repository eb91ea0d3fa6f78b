package io.chirograph.content;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.content.keys.StoredContentKeys;
import io.chirograph.content.keys.SubjectKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;

/// The command copies a store that is in use and takes it back.
class ContentKeysCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private Path data;
    private Path copy;

    @BeforeEach
    void names() {
        data = directory.resolve("data");
        copy = directory.resolve("copy.db");
    }

    @Test
    void aStoreInUseIsCopiedAndTakenBackWithoutWhatWasDestroyed() throws IOException {
        SubjectKey alice;
        SubjectKey bob;
        try (StoredContentKeys keys = open()) {
            alice = keys.subject("acme", "alice");
            bob = keys.subject("acme", "bob");
            assertThat(run("backup", "--to", copy.toString(), "--life", "P7D")).isZero();
            assertThat(out.toString()).contains("2 keys copied to " + copy, "its life ends at ");
        }
        Files.delete(data.resolve(StoredContentKeys.FILE));
        Path gone = Files.writeString(directory.resolve("destroyed"), alice.id() + "\n");
        assertThat(run("restore", "--from", copy.toString(), "--destroyed", gone.toString()))
                .isZero();
        assertThat(out.toString()).contains("1 keys taken from the copy of ");
        try (StoredContentKeys keys = open()) {
            assertThat(keys.subject("acme", "bob").key()).isEqualTo(bob.key());
            assertThat(keys.find(alice.id())).isEmpty();
        }
    }

    @Test
    void whatCannotBeDoneIsSaid() throws IOException {
        assertThat(run("backup", "--to", copy.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no key store");
        open().close();
        assertThat(run("backup", "--to", copy.toString(), "--life", "soon")).isEqualTo(2);
        assertThat(err.toString()).contains("--life is 'soon'");
        assertThat(run("backup", "--to", copy.toString(), "--life", "PT0S")).isEqualTo(2);
        assertThat(run("backup")).isEqualTo(2);
        assertThat(run()).isEqualTo(2);
        assertThat(run("restore", "--from", copy.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no copy");
    }

    private StoredContentKeys open() throws IOException {
        return StoredContentKeys.open(data, (kind, id, commitment) -> {}, Clock.systemUTC());
    }

    private int run(String... arguments) {
        var environment = new MockEnvironment().withProperty("chirograph.data-dir", data.toString());
        return ContentKeysCommand.assemble(() -> environment)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    err.append(e.getMessage());
                    return 2;
                })
                .execute(arguments);
    }
}
