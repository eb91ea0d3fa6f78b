package io.chirograph.keys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.content.keys.StoredContentKeys;
import io.chirograph.content.keys.SubjectKey;
import io.chirograph.event.EventView;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.StoredRecord;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.web.ApiException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Principal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;
import picocli.CommandLine;

/// A key of content is given out once that is in the log, and not otherwise.
class ContentKeyRevealTest {
    private static final Principal OLGA = () -> "olga";

    @TempDir
    private Path directory;

    private final StringWriter err = new StringWriter();
    private final List<Fact> recorded = new ArrayList<>();
    private StoredContentKeys keys;
    private SubjectKey alice;
    private Path out;

    @BeforeEach
    void store() throws Exception {
        keys = StoredContentKeys.open(directory, (kind, id, commitment) -> {}, Clock.systemUTC());
        alice = keys.subject("acme", "alice");
        out = directory.resolve("key.hex");
        journal().close();
    }

    @AfterEach
    void close() throws Exception {
        keys.close();
    }

    private DiskJournal journal() throws Exception {
        JournalProperties limits = new JournalProperties(
                null,
                DataSize.ofKilobytes(64),
                DataSize.ofMegabytes(1),
                DataSize.ofBytes(0),
                0.8,
                Duration.ofMinutes(10),
                Duration.ofSeconds(1));
        return DiskJournal.open(directory.resolve("journal"), limits, Clock.systemUTC());
    }

    private List<EventView> events() throws Exception {
        List<StoredRecord> records = new ArrayList<>();
        try (DiskJournal journal = journal()) {
            journal.read(0, records::add);
        }
        List<EventView> events = new ArrayList<>();
        for (StoredRecord one : records) {
            events.add(EventView.read(one.entry().payload()));
        }
        return events;
    }

    private int run(String... arguments) {
        var environment = new MockEnvironment()
                .withProperty("chirograph.log.origin", "example.com/log")
                .withProperty("chirograph.data-dir", directory.toString())
                .withProperty("chirograph.journal.file-size", "64KB")
                .withProperty("chirograph.journal.max-bytes", "1MB")
                .withProperty("chirograph.journal.min-free", "0B");
        return new CommandLine(new ContentKeyRevealCommand(() -> environment))
                .setErr(new PrintWriter(err, true))
                .setExecutionExceptionHandler((e, line, parsed) -> {
                    err.append(String.valueOf(e.getMessage()));
                    return 2;
                })
                .execute(arguments);
    }

    private int offline(String id) {
        return run("--offline", "--id", id, "--out", out.toString(), "--reason", "case 7");
    }

    @Test
    void offlineTheEventStandsInAShortLifeOfTheLog() throws Exception {
        assertThat(offline(alice.id())).as(err.toString()).isZero();
        assertThat(Files.readString(out)).isEqualTo(HexFormat.of().formatHex(alice.key()) + "\n");
        assertThat(Files.getPosixFilePermissions(out)).hasSize(2);
        List<EventView> events = events();
        assertThat(events)
                .extracting(EventView::type)
                .containsExactly("log.started", "permission.changed", "log.stopped");
        EventView given = events.get(1);
        assertThat(given.data().path("subject").asString("")).isEqualTo("content-key:" + alice.id());
        assertThat(given.data().path("reason").asString("")).isEqualTo("case 7");
        assertThat(given.data().at("/operator/asserted/user").asString("")).isEqualTo(System.getProperty("user.name"));
        assertThat(given.data().toString()).doesNotContain(HexFormat.of().formatHex(alice.key()));
    }

    @Test
    void whatIsNotGivenOutIsNoEvent() throws Exception {
        assertThat(offline(UUID.randomUUID().toString())).isEqualTo(1);
        assertThat(offline("../x")).isEqualTo(2);
        Files.writeString(out, "there");
        assertThat(offline(alice.id())).isEqualTo(2);
        assertThat(Files.readString(out)).isEqualTo("there");
        Files.delete(out);
        keys.destroy("acme", "alice");
        assertThat(offline(alice.id())).isEqualTo(1);
        assertThat(err.toString()).contains("may be destroyed");
        assertThat(out).doesNotExist();
        assertThat(events()).isEmpty();
    }

    @Test
    void whatCannotBeRecordedIsNotGivenOut() throws Exception {
        try (DiskJournal running = journal()) {
            assertThat(offline(alice.id()))
                    .as("another process has the directory")
                    .isEqualTo(2);
            Path token = Files.writeString(directory.resolve("token"), "t");
            assertThat(run(
                            "--id",
                            alice.id(),
                            "--out",
                            out.toString(),
                            "--url",
                            "http://127.0.0.1:1",
                            "--token-file",
                            token.toString()))
                    .as("nobody listens")
                    .isEqualTo(2);
        }
        assertThat(out).doesNotExist();
    }

    @Test
    void aRunningGatewayRecordsItAndShowsNoKey() throws Exception {
        var controller = new ContentKeyController(keys, fact -> {
            recorded.add(fact);
            return new UUID(1, 2);
        });
        byte[] body = "{\"reason\":\"case 7\"}".getBytes(UTF_8);
        assertThat(controller.reveal(alice.id(), body, OLGA).getBody())
                .isEqualTo(new ContentKeyController.Recorded(new UUID(1, 2)));
        assertThat(recorded).singleElement().isInstanceOfSatisfying(PermissionChanged.class, fact -> {
            assertThat(fact.subject()).isEqualTo("content-key:" + alice.id());
            assertThat(fact.operator().verified()).containsEntry("subject", "olga");
        });
        assertThatThrownBy(() -> controller.reveal("unknown", body, OLGA)).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> controller.reveal(alice.id(), "{}".getBytes(UTF_8), OLGA))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("reason");
        assertThat(recorded).hasSize(1);
    }
}
