package io.chirograph.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.SettableClock;
import io.chirograph.content.envelope.Certified;
import io.chirograph.content.envelope.Recipient;
import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.facts.Fact;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Status;

/// Who content is encrypted to is watched, and a change of it recorded before it is in force.
class RecipientsTest {
    private static final Instant END = Instant.parse("2028-01-01T00:00:00Z");

    private static Certified first;
    private static Certified second;

    private final SettableClock clock = new SettableClock(END.minus(Duration.ofDays(100)));
    private final List<Fact> recorded = new ArrayList<>();

    @TempDir
    private Path directory;

    @BeforeAll
    static void certificates() throws Exception {
        first = Certified.ec("secp256r1", END);
        second = Certified.ec("secp384r1", END.plus(Duration.ofDays(1000)));
    }

    @Test
    void aCertificateThatHasEndedIsDownAndOneThatEndsSoonIsShown() {
        Recipients recipients = recipients(first, second);
        String id = first.recipient().id();
        assertThat(recipients.health().getStatus()).isEqualTo(Status.UP);
        assertThat(recipients.health().getDetails().get(id)).hasToString("{ends=2028-01-01T00:00:00Z}");
        clock.set(END.minus(Duration.ofDays(30)));
        assertThat(recipients.health().getStatus()).isEqualTo(Status.UP);
        assertThat(recipients.health().getDetails().get(id)).asString().contains("ends soon");
        assertThat(recipients.ended()).isEmpty();
        clock.set(END);
        assertThat(recipients.health().getStatus()).isEqualTo(Status.DOWN);
        assertThat(recipients.health().getDetails().get(id)).asString().contains("ended: content goes on");
        assertThat(recipients.ended()).containsExactly(first.recipient());
        assertThat(recipients().health().getStatus()).isEqualTo(Status.UP);
    }

    @Test
    void theTimeThatIsLeftIsAGauge() {
        var registry = new SimpleMeterRegistry();
        Recipients recipients = recipients(first, second);
        recipients.bindTo(registry);
        var gauge = registry.get("chirograph.content.recipient.expiry")
                .tag("recipient", first.recipient().id())
                .gauge();
        assertThat(gauge.value()).isEqualTo((double) Duration.ofDays(100).toSeconds());
        clock.set(END.plusSeconds(5));
        assertThat(gauge.value()).isEqualTo(-5);
        assertThat(registry.get("chirograph.content.recipient.expiry").gauges()).hasSize(2);
    }

    @Test
    void aChangeIsRecordedOnce() {
        start(recipients(), this::record);
        assertThat(recorded).isEmpty();
        start(recipients(first), this::record);
        start(recipients(first), this::record);
        assertThat(recorded).singleElement().isInstanceOfSatisfying(CredentialRotated.class, event -> {
            assertThat(event.kind()).isEqualTo("content-recipients");
            assertThat(event.previousFingerprint()).isNull();
            assertThat(event.reason()).isEqualTo("added: " + first.recipient().id() + "; removed: none");
        });
        start(recipients(second, first), this::record);
        start(recipients(first, second), this::record);
        start(recipients(second), this::record);
        start(recipients(), this::record);
        start(recipients(), this::record);
        assertThat(recorded)
                .extracting(each -> ((CredentialRotated) each).reason())
                .containsExactly(
                        "added: " + first.recipient().id() + "; removed: none",
                        "added: " + second.recipient().id() + "; removed: none",
                        "added: none; removed: " + first.recipient().id(),
                        "added: none; removed: " + second.recipient().id());
        assertThat(((CredentialRotated) recorded.get(1)).previousFingerprint())
                .isEqualTo(((CredentialRotated) recorded.get(0)).fingerprint());
    }

    @Test
    void aChangeThatCannotBeRecordedIsNotInForce() {
        FactSink full = fact -> {
            throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
        };
        assertThatIllegalStateException()
                .isThrownBy(() -> start(recipients(first), full))
                .withMessage("chirograph.content.recipients cannot be put in force: the journal is full");
        start(recipients(first), this::record);
        assertThat(recorded).hasSize(1);
    }

    @Test
    void aFileThatIsDamagedStopsTheStart() throws IOException {
        Files.writeString(directory.resolve(RecipientChange.FILE), "{");
        assertThatIllegalStateException().isThrownBy(() -> start(recipients(first), this::record));
    }

    @Test
    void theSettingIsRefusedByNameFileAndReason() throws Exception {
        Path good = first.certificateFile(directory, "first");
        assertThat(new RecipientProperties(null).read()).isEmpty();
        assertThat(new RecipientProperties(List.of(good)).read()).containsExactly(first.recipient());
        refused(List.of(directory.resolve("none.crt")), "none.crt: there is no such file");
        refused(List.of(good, good), "first.crt: its certificate is listed twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RecipientProperties(Collections.nCopies(33, good)))
                .withMessageContaining("chirograph.content.recipients lists 33 files");
    }

    private static void refused(List<Path> files, String why) {
        assertThatThrownBy(() -> new RecipientProperties(files).read())
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("chirograph.content.recipients: ")
                .hasMessageContaining(why);
    }

    private Recipients recipients(Certified... certified) {
        List<Recipient> all = Stream.of(certified).map(Certified::recipient).toList();
        return new Recipients(all, clock);
    }

    private void start(Recipients recipients, FactSink trail) {
        new RecipientChange(directory, recipients, trail).start();
    }

    private UUID record(Fact fact) {
        recorded.add(fact);
        return new UUID(0, recorded.size());
    }
}
