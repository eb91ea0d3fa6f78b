package io.chirograph.keys;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.EventView;
import io.chirograph.exporter.keys.KeyRing;
import io.chirograph.exporter.keys.Passphrase;
import io.chirograph.exporter.keys.SigningKeyFile;
import io.chirograph.journal.JournalProperties;
import io.chirograph.journal.RecordKind;
import io.chirograph.journal.StoredRecord;
import io.chirograph.journal.internal.DiskJournal;
import io.chirograph.tlog.note.NoteSigner;
import io.chirograph.tlog.note.VerifierKey;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.env.MockEnvironment;
import org.springframework.util.unit.DataSize;
import picocli.CommandLine;

class OfflineRotationTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path key = Path.of("none");

    @BeforeEach
    void makeKey() throws Exception {
        key = directory.resolve("log.pem");
        SigningKeyFile.generate(key, Passphrase.NONE);
    }

    private JournalProperties limits() {
        return new JournalProperties(
                null,
                DataSize.ofKilobytes(64),
                DataSize.ofMegabytes(1),
                DataSize.ofBytes(0),
                0.8,
                Duration.ofMinutes(10),
                Duration.ofSeconds(1));
    }

    private DiskJournal journal() throws Exception {
        return DiskJournal.open(directory.resolve("journal"), limits(), Clock.systemUTC());
    }

    private int run(String... arguments) {
        var environment = new MockEnvironment()
                .withProperty("chirograph.log.origin", "example.com/log")
                .withProperty("chirograph.log.signing-key", key.toString())
                .withProperty("chirograph.data-dir", directory.toString())
                .withProperty("chirograph.journal.file-size", "64KB")
                .withProperty("chirograph.journal.max-bytes", "1MB")
                .withProperty("chirograph.journal.min-free", "0B");
        return new CommandLine(new SigningKeyCommand(() -> environment))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    private List<StoredRecord> records() throws Exception {
        List<StoredRecord> records = new ArrayList<>();
        try (DiskJournal journal = journal()) {
            journal.read(0, records::add);
        }
        return records;
    }

    @Test
    void theEventStandsInAShortLifeOfTheLogAndNamesBothKeys() throws Exception {
        journal().close();
        assertThat(run("rotate", "--offline", "--reason", "yearly"))
                .as(err.toString())
                .isZero();
        VerifierKey next = VerifierKey.parse(out.toString().strip());
        NoteSigner first = SigningKeyFile.load(key, "example.com/log", Passphrase.NONE);

        List<StoredRecord> records = records();
        List<EventView> events = new ArrayList<>();
        for (StoredRecord one : records) {
            events.add(EventView.read(one.entry().payload()));
        }
        assertThat(events).extracting(EventView::type).containsExactly("log.started", "key.rotated", "log.stopped");
        assertThat(records.get(1).entry().kind()).isEqualTo(RecordKind.ROTATES);
        assertThat(records.get(1).entry().key()).isEqualTo(KeyRing.mark(next));
        EventView rotated = events.get(1);
        assertThat(rotated.data().path("key").asString()).isEqualTo(next.encode());
        assertThat(rotated.data().path("previousKey").asString())
                .isEqualTo(first.verifierKey().encode());
        assertThat(rotated.data().path("reason").asString()).isEqualTo("yearly");
        assertThat(rotated.data().at("/operator/asserted/user").asString()).isEqualTo(System.getProperty("user.name"));
    }

    @Test
    void aSecondRotationFollowsTheFirstThoughNothingWasExported() throws Exception {
        journal().close();
        assertThat(run("rotate", "--offline")).isZero();
        assertThat(run("revoke", "--offline", "--from-position", "2"))
                .as(err.toString())
                .isZero();
        List<StoredRecord> rotations = records().stream()
                .filter(one -> one.entry().kind() == RecordKind.ROTATES)
                .toList();
        EventView first = EventView.read(rotations.getFirst().entry().payload());
        EventView second = EventView.read(rotations.getLast().entry().payload());
        assertThat(second.data().path("previousKey").asString())
                .isEqualTo(first.data().path("key").asString());
        assertThat(second.data().path("revokedFrom").asLong()).isEqualTo(2);
        assertThat(second.data().path("reason").asString()).isEqualTo("compromise");
    }

    @Test
    void aPositionFromBeforeTheKeyTookOverIsRefused() throws Exception {
        journal().close();
        assertThat(run("rotate", "--offline")).isZero();
        assertThat(run("revoke", "--offline", "--from-position", "1")).isNotZero();
        assertThat(err.toString())
                .contains("the position to revoke from is 1; the key that is in force has signed the sizes 2 to ");
        assertThat(records().stream()
                        .filter(one -> one.entry().kind() == RecordKind.ROTATES)
                        .count())
                .isEqualTo(1);
    }

    @Test
    void aRunningGatewayKeepsItsDataDirectory() throws Exception {
        try (DiskJournal running = journal()) {
            assertThat(running.nextSequence()).isZero();
            assertThat(run("rotate", "--offline")).isNotZero();
        }
        assertThat(records()).isEmpty();
    }

    @Test
    void aPositionBeyondTheEndIsRefusedAndNothingIsRecorded() throws Exception {
        journal().close();
        assertThat(run("revoke", "--offline", "--from-position", "1")).isNotZero();
        assertThat(err.toString()).contains("the position to revoke from is 1");
        assertThat(records()).isEmpty();
    }

    @Test
    void withoutATokenTheGatewayIsNotAsked() {
        assertThat(run("rotate")).isEqualTo(2);
        assertThat(err.toString()).contains("--token-file");
    }
}
