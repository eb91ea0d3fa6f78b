package io.chirograph.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;

class SigningKeyCommandTest {
    @TempDir
    Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aGeneratedKeyIsPrivateAndShownAsItsVerifierKey() throws Exception {
        Path file = directory.resolve("keys/log.pem");
        assertThat(run("generate", "--file", file.toString())).isZero();
        String generated = out.toString();
        assertThat(generated).startsWith("example.com/log+");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        out.getBuffer().setLength(0);
        assertThat(run("show", "--file", file.toString())).isZero();
        assertThat(out).hasToString(generated);
    }

    @Test
    void aKeyIsNeverOverwritten() throws Exception {
        Path file = directory.resolve("log.pem");
        Files.writeString(file, "mine");
        assertThat(run("generate", "--file", file.toString())).isNotZero();
        assertThat(Files.readString(file)).isEqualTo("mine");
        assertThat(err.toString()).contains("never overwritten");
    }

    @Test
    void aMissingKeyIsNamed() {
        assertThat(run("show", "--file", directory.resolve("none.pem").toString()))
                .isNotZero();
        assertThat(err.toString()).contains("none.pem");
    }

    private int run(String... arguments) {
        var environment = new MockEnvironment().withProperty("chirograph.log.origin", "example.com/log");
        return new CommandLine(new SigningKeyCommand(() -> environment))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
