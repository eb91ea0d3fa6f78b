package io.chirograph.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.Schemas;
import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
import io.chirograph.verifier.command.ContentCommand;
import io.chirograph.verifier.command.VerifyCommand;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.FileSystemUtils;
import picocli.CommandLine;

/// What earlier versions wrote is read and verified by this one, content included.
class GoldenArchiveTest {
    /// What that archive holds; other types are younger, or tell of what did not happen in it.
    private static final Set<String> TYPES = Set.of(
            "ai.call.started",
            "ai.call.completed",
            "ai.call.refused",
            "archive.checked",
            "log.started",
            "log.stopped",
            "log.recovered",
            "log.heartbeat");

    @TempDir
    Path copy;

    private String key = "";

    /// A checkout may have any file modes; the archive is judged as a copy.
    @BeforeEach
    void first() throws Exception {
        copy("v1");
    }

    private void copy(String version) throws Exception {
        FileSystemUtils.deleteRecursively(copy);
        Path golden = Path.of(
                GoldenArchiveTest.class.getResource("/golden/" + version).toURI());
        key = Files.readString(golden.resolve("verifier-key")).strip();
        Path from = golden.resolve("archive");
        try (var files = Files.walk(from)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(from.relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
    }

    @Test
    void theFirstVersionsArchiveVerifies() {
        var out = new StringWriter();
        int exit = new CommandLine(new VerifyCommand())
                .setOut(new PrintWriter(out, true))
                .execute(copy.toString(), "--key", key);
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains("373 events", "sha256:da784d861d379dda8b4f7fea8028792476379024d02a9cceb29651cfb6b18b61");
    }

    @Test
    void theArchiveWithContentVerifiesWithIt() throws Exception {
        copy("v2");
        var out = new StringWriter();
        int exit = new CommandLine(new VerifyCommand())
                .setOut(new PrintWriter(out, true))
                .execute(copy.toString(), "--key", key, "--payloads");
        assertThat(exit).as(out.toString()).isZero();
        assertThat(out.toString())
                .contains(
                        "40 events",
                        "content: 20 named by events, 20 there as named, 0 expired, 0 erased",
                        "sha256:2d1c32cdb101b64334342e1839dc22f71cd12b0d162596475b54347d3fd359be");
    }

    /// Content in the clear and redacted, and in an object beside its pack, comes back byte for byte.
    @ParameterizedTest
    @CsvSource({
        "5, request, golden public mail ann@example.com",
        "12, request, golden internal mail [email:f226a14ad0fe29b3]",
        "30, request, golden golden golden"
    })
    void itsContentIsRead(long position, String part, String said) throws Exception {
        copy("v2");
        Path to = copy.resolveSibling("content-" + position + ".json");
        var out = new StringWriter();
        int exit = ContentCommand.assemble()
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(
                        "get",
                        copy.toString(),
                        "--key",
                        key,
                        "--position",
                        "" + position,
                        "--part",
                        part,
                        "--out",
                        to.toString());
        assertThat(exit).as(out.toString()).isZero();
        assertThat(Files.readString(to)).contains(said);
        Files.delete(to);
    }

    /// What was written under a version of a schema is still what its file says.
    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void everyEventIsWhatTheSchemasSay(String version) throws Exception {
        copy(version);
        try (Archive archive = Archives.directory(copy)) {
            var log = new PublishedLog(archive, PublishedLog.ids(archive).getFirst());
            for (SegmentName segment : log.segments(null, 100)) {
                log.entries(segment, (position, entry) -> Schemas.assertEvent(entry));
            }
        }
    }

    @Test
    void itsEventsAreReadAndCanonical() throws Exception {
        List<byte[]> events = new ArrayList<>();
        try (Archive archive = Archives.directory(copy)) {
            var log = new PublishedLog(archive, PublishedLog.ids(archive).getFirst());
            for (SegmentName segment : log.segments(null, 100)) {
                log.entries(segment, (position, entry) -> events.add(entry));
            }
        }
        var types = new TreeSet<String>();
        for (byte[] event : events) {
            assertThat(EventView.isCanonical(event)).isTrue();
            types.add(EventView.read(event).type());
        }
        assertThat(events).hasSize(373);
        assertThat(types).containsExactlyInAnyOrderElementsOf(TYPES);
        assertThat(Arrays.stream(EventType.values()).map(EventType::wire)).containsAll(TYPES);
    }
}
