package io.chirograph.monitor.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.tlog.note.VerifierKey;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.SealedLog;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.Environment;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;

/// `chirograph archive check` of a directory in which a log was sealed.
class ArchiveCheckCommandTest {
    @TempDir
    private Path directory;

    private final MockEnvironment settings = new MockEnvironment();
    private final StringWriter output = new StringWriter();
    private SealedLog log;

    @BeforeEach
    void aLogInADirectory() throws Exception {
        log = new SealedLog(new MemoryArchive(), "example.com/chirograph/gw-1");
        log.start().calls(300).seal().calls(10).seal();
        for (String key : log.archive.keys("")) {
            Path file = directory.resolve("archive").resolve(key);
            Files.createDirectories(file.getParent());
            Files.write(file, log.archive.get(key, Integer.MAX_VALUE).orElseThrow());
        }
        settings.withProperty("chirograph.data-dir", directory.toString());
    }

    private int check(Function<Environment, VerifierKey> ownKey) {
        return new CommandLine(new ArchiveCheckCommand(() -> settings, ownKey))
                .setOut(new PrintWriter(output))
                .setErr(new PrintWriter(output))
                .execute();
    }

    private int check() {
        return check(from -> log.signer.verifierKey());
    }

    @Test
    void anArchiveThatHoldsIsTold() {
        assertThat(check()).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains("tier none", "examined " + log.size() + " events of 1 logs: 0 findings against them")
                .doesNotContain("FAILURE", "not known");
    }

    @Test
    void whatIsLostIsNamed() throws Exception {
        Files.delete(directory.resolve("archive").resolve(log.segments.getFirst()));
        assertThat(check()).as(output.toString()).isEqualTo(1);
        assertThat(output.toString()).contains("FAILURE segment-missing");
    }

    @Test
    void withoutTheOwnKeyAllButWhoSignedItIsChecked() {
        assertThat(check(from -> {
                    throw new IllegalStateException("chirograph.log.signing-key is not set");
                }))
                .isZero();
        assertThat(output.toString())
                .contains("signing-key is not set", "log " + log.layout.logId() + ": its key is not known");
    }

    @Test
    void aSourceIsExaminedByTheKeysOfOthersAndItsLocksAreNotTried() throws Exception {
        Path source = directory.resolve("gateways");
        Files.move(directory.resolve("archive"), source);
        settings.withProperty("chirograph.query.source.directory", source.toString())
                .withProperty("chirograph.query.keys", log.signer.verifierKey().encode());
        VerifierKey own = new SealedLog(new MemoryArchive(), "example.com/chirograph/auditor-1").signer.verifierKey();
        assertThat(check(from -> own)).as(output.toString()).isZero();
        assertThat(output.toString())
                .contains(
                        "archive main",
                        "examined 0 events of 0 logs",
                        "only read, so its locks are not tried",
                        "examined " + log.size() + " events of 1 logs: 0 findings against them")
                .doesNotContain("not known");
        try (var left = Files.list(source)) {
            assertThat(left.map(path -> path.getFileName().toString())).containsExactly(log.layout.logId());
        }
        Files.delete(source.resolve(log.segments.getFirst()));
        assertThat(check(from -> own)).as(output.toString()).isEqualTo(1);
        assertThat(output.toString()).contains("FAILURE segment-missing");
    }

    @Test
    void aStoreThatDoesNotAnswerCouldNotBeChecked() {
        settings.withProperty("chirograph.archive.type", "s3")
                .withProperty("chirograph.archive.s3.bucket", "audit")
                .withProperty("chirograph.archive.s3.endpoint", "http://127.0.0.1:1")
                .withProperty("chirograph.archive.s3.access-key-id", "id")
                .withProperty("chirograph.archive.s3.secret-access-key", "secret");
        assertThat(check()).as(output.toString()).isEqualTo(2);
        assertThat(output.toString())
                .contains("archive main at s3://audit could not be checked", "no connection to http://127.0.0.1:1 (");
    }
}
