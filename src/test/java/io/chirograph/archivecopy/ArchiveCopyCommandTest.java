package io.chirograph.archivecopy;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Layout;
import io.chirograph.verifier.MemoryArchive;
import io.chirograph.verifier.SealedLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;

/// The command between directories.
class ArchiveCopyCommandTest {
    @TempDir
    private Path directory;

    private final SealedLog log = new SealedLog();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path source;
    private Path target;

    ArchiveCopyCommandTest() throws Exception {
        // the log's key is the same in every test
    }

    @BeforeEach
    void write() throws Exception {
        source = directory.resolve("source");
        target = directory.resolve("target");
        log.start().calls(5).seal().calls(300).seal().stop().seal();
        for (String key : log.archive.keys("")) {
            Path file = source.resolve(key);
            Files.createDirectories(file.getParent());
            Files.write(file, log.archive.bytes(key));
        }
    }

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        MockEnvironment settings = new MockEnvironment()
                .withProperty("chirograph.data-dir", directory.resolve("data").toString())
                .withProperty("chirograph.archive.directory", target.toString())
                .withProperty("chirograph.query.source.directory", source.toString());
        return new CommandLine(new ArchiveCopyCommand(() -> settings))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    line.getErr().println("chirograph: " + e.getMessage());
                    return 2;
                })
                .execute(arguments);
    }

    private static Map<String, String> files(Path root) throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> all = Files.walk(root)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                found.put(
                        root.relativize(file).toString(),
                        new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
            }
        }
        return found;
    }

    @Test
    void aTrialThenACopyThenTheSameAgain() throws Exception {
        String[] copy = {"--from=source", "--to=main", "--key=" + log.key()};
        assertThat(run("--from=source", "--to=main", "--key=" + log.key(), "--dry-run"))
                .as(err + "")
                .isZero();
        assertThat(out.toString()).contains("would put 8 objects", "up to size " + log.size());
        assertThat(target).doesNotExist();
        assertThat(run(copy)).as(out + "" + err).isZero();
        assertThat(out.toString())
                .contains("put 8 objects", "The archive holds.")
                .doesNotContain("left behind");
        assertThat(err.toString())
                .contains(
                        "read " + log.layout.logId() + ": " + log.size() + " of " + log.size(),
                        "verified " + log.layout.logId());
        assertThat(files(target)).isEqualTo(files(source));
        assertThat(run(copy)).isZero();
        assertThat(out.toString()).contains("put 0 objects of 0 bytes; 8 were there with the same bytes");
    }

    @Test
    void locationsNeedNoConfiguration() throws Exception {
        assertThat(run("--from=" + source, "--to=" + target, "--key=" + log.key()))
                .as(err + "")
                .isZero();
        assertThat(files(target)).isEqualTo(files(source));
    }

    /// The events that name the later keys have expired, so that these are given too.
    @Test
    void keysThatFollowedAreGivenBesideTheFirst() throws Exception {
        SealedLog rotated = new SealedLog();
        rotated.start().calls(300).rotate(5).calls(300).seal();
        for (String key : rotated.archive.keys("")) {
            if (!key.equals(rotated.segments.getFirst())) {
                Path file = directory.resolve("rotated").resolve(key);
                Files.createDirectories(file.getParent());
                Files.write(file, rotated.archive.bytes(key));
            }
        }
        String from = "--from=" + directory.resolve("rotated");
        String to = "--to=" + directory.resolve("followed");
        String later = rotated.key(5).verifierKey().encode();
        assertThat(run(from, to, "--key=" + rotated.key())).isEqualTo(1);
        assertThat(err.toString()).contains("nothing is signed by the log's key");
        int exit = run(from, to, "--key=" + rotated.key(), "--key=" + later);
        assertThat(out.toString()).contains("up to size " + rotated.size());
        // the segment is gone although no event says that it may be
        assertThat(exit).isEqualTo(1);
        assertThat(out.toString()).contains("segment-missing").doesNotContain("key-unknown", "root-mismatch");
    }

    @Test
    void otherBytesAreOneAndNameBothDigests() throws Exception {
        Path taken = target.resolve(log.segments.get(1));
        Files.createDirectories(taken.getParent());
        Files.writeString(taken, "other");
        assertThat(run("--from=source", "--to=main", "--key=" + log.key())).isOne();
        assertThat(err.toString()).contains("stopped: ", log.segments.get(1)).containsPattern("(?s)sha256:.*sha256:");
        assertThat(Files.readString(taken)).isEqualTo("other");
    }

    @Test
    void whatIsLeftBehindIsNamedInPrintableCharacters() throws Exception {
        Files.writeString(source.resolve(log.layout.logId() + "/evil\u001b[2Jname"), "x");
        Files.writeString(source.resolve(log.layout.checkpoint(log.size() + 1)), "no note");
        assertThat(run("--from=source", "--to=main", "--key=" + log.key())).isOne();
        assertThat(out.toString())
                .contains("left behind: 2 names", "evil\\u001b[2Jname", Layout.number(log.size() + 1))
                .doesNotContain("\u001b");
        assertThat(err.toString()).contains("nothing is signed by the log's key");
    }

    @Test
    void whatCannotBeDoneIsTwo() throws Exception {
        assertThat(run("--from=source", "--to=main")).isEqualTo(2);
        assertThat(err.toString()).contains("--key is missing");
        assertThat(run("--from=main", "--to=main", "--key=" + log.key())).isEqualTo(2);
        assertThat(run("--from=main", "--to=source", "--key=" + log.key())).isEqualTo(2);
        assertThat(err.toString()).contains("only read");
        assertThat(run("--from=nowhere", "--to=main", "--key=" + log.key())).isEqualTo(2);
        assertThat(err.toString()).contains("no archive 'nowhere'");
        assertThat(run("--from=./nowhere", "--to=main", "--key=" + log.key())).isEqualTo(2);
        String other = new SealedLog(new MemoryArchive(), "example.com/other").key();
        assertThat(run("--from=source", "--to=main", "--key=" + other)).isEqualTo(2);
        assertThat(err.toString()).contains("holds nothing of the log");
    }
}
