package io.chirograph.rescue;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.journal.JournalRecord;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.internal.DiskJournal;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class JournalCommandTest {
    private static final UUID CALL = new UUID(3, 4);

    @TempDir
    private Path data;

    private final StringWriter out = new StringWriter();

    @BeforeEach
    void record() throws Exception {
        try (DiskJournal journal = DiskJournal.open(data.resolve("journal"), DeadNode.LIMITS, Clock.systemUTC())) {
            journal.append(new JournalRecord(
                    RecordKind.OPENS, CALL, (byte) 0, Instant.EPOCH, "begins".getBytes(StandardCharsets.UTF_8)));
        }
    }

    private int inspect(String... arguments) {
        var environment = new MockEnvironment().withProperty("chirograph.data-dir", data.toString());
        return new CommandLine(new JournalCommand(first -> environment))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(arguments);
    }

    private void publishedTo(long size) throws Exception {
        Path staging = Files.createDirectories(data.resolve("staging"));
        Files.writeString(
                staging.resolve("cursor"),
                "chirograph cursor 1\nexample.com/gw\ngw-01020304\n" + size + "\n" + "ab".repeat(32) + "\n");
    }

    @Test
    void filesOpenCallsAndWhatIsNotPublishedAreTold() throws Exception {
        publishedTo(0);
        assertThat(inspect("inspect")).isZero();
        assertThat(out.toString())
                .contains("0000000000000000-0000000000000000.journal")
                .contains("sequences 0 to 0 (1 records)")
                .contains("everything below 0, as gw-01020304 of example.com/gw; 1 records are not")
                .contains("last stop      clean")
                .contains("open calls     1")
                .contains(CALL.toString())
                .contains("The journal holds.");
    }

    @Test
    void theSameAsOneObject() throws Exception {
        publishedTo(1);
        assertThat(inspect("inspect", "--json")).isZero();
        JsonNode json = JsonMapper.shared().readTree(out.toString());
        assertThat(json.at("/holds").asBoolean()).isTrue();
        assertThat(json.at("/nextSequence").asLong()).isEqualTo(1);
        assertThat(json.at("/exported/size").asLong()).isEqualTo(1);
        assertThat(json.at("/openCalls/0").asString()).isEqualTo(CALL.toString());
        assertThat(json.at("/files/0/records").isMissingNode()).isTrue();
    }

    @Test
    void aJournalByItselfSaysNothingAboutTheArchive() {
        assertThat(inspect("inspect", "--directory", data.resolve("journal").toString()))
                .isZero();
        assertThat(out.toString()).contains("exported       unknown");
    }

    @Test
    void aJournalThatEndsBeforeWhatWasPublishedFromItDoesNotHold() throws Exception {
        publishedTo(9);
        assertThat(inspect("inspect")).isEqualTo(1);
        assertThat(out.toString()).contains("DOES NOT HOLD").contains("everything below 9 was published from here");
    }

    @Test
    void damageIsOne() throws Exception {
        Path file = data.resolve("journal/0000000000000000-0000000000000000.journal");
        byte[] bytes = Files.readAllBytes(file);
        bytes[70] ^= 1;
        Files.write(file, bytes);
        assertThat(inspect("inspect")).isEqualTo(1);
        assertThat(out.toString()).contains("DOES NOT HOLD: " + file.getFileName());
    }
}
