package io.chirograph.query.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.Archive;
import io.chirograph.archive.configured.Archives;
import io.chirograph.query.ReindexCommand;
import io.chirograph.query.lookup.IndexReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;

class ReindexCommandTest {
    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();
    private TestLog log;

    @BeforeEach
    void publish() throws Exception {
        Archive archive = Archives.directory(data.resolve("archive"));
        log = new TestLog(archive, "example.com/chirograph/gw-1");
        log.ok(Map.of());
        log.publish();
    }

    private int reindex() {
        MockEnvironment environment = new MockEnvironment().withProperty("chirograph.data-dir", data.toString());
        ReindexCommand command =
                new ReindexCommand(() -> environment, settings -> log.followed().key());
        return new CommandLine(command)
                .setOut(new PrintWriter(out))
                .setExecutionExceptionHandler((e, line, result) -> e instanceof IndexInUseException ? 2 : 3)
                .execute();
    }

    @Test
    void theIndexIsBuiltFromTheArchive() throws Exception {
        assertThat(reindex()).isZero();
        assertThat(out.toString())
                .isEqualTo("log " + log.followed().id() + ": 2 events indexed" + System.lineSeparator());
        try (IndexFile index = IndexFile.open(data.resolve("index"))) {
            assertThat(new IndexReader(index, new FollowedLogs(java.util.List.of(log.followed())))
                            .call(callOfFirstEvent()))
                    .isPresent();
        }
    }

    private java.util.UUID callOfFirstEvent() throws Exception {
        return java.util.UUID.fromString(java.util.Objects.requireNonNull(
                io.chirograph.event.EventView.read(log.events.getFirst().canonical())
                        .subject()));
    }

    @Test
    void aLogThatIsNotWhatItSignedIsOne() throws Exception {
        log.ok(Map.of());
        log.publishSegment(log.pending());
        log.publishWrongCheckpoint();
        assertThat(reindex()).isEqualTo(1);
        assertThat(out.toString()).contains("do not have the root");
    }

    @Test
    void aRunningProcessKeepsItsIndex() throws Exception {
        try (IndexFile index = IndexFile.open(data.resolve("index"))) {
            assertThat(index).isNotNull();
            assertThat(reindex()).isEqualTo(2);
        }
    }
}
