package io.chirograph.verifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.event.EventType;
import io.chirograph.event.EventView;
import io.chirograph.publishedlog.PublishedLog;
import io.chirograph.publishedlog.SegmentName;
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
import picocli.CommandLine;

/// What the first version wrote is read and verified by this one.
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
    void copy() throws Exception {
        Path golden = Path.of(GoldenArchiveTest.class.getResource("/golden/v1").toURI());
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
