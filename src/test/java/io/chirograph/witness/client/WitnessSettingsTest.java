package io.chirograph.witness.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.SettableClock;
import io.chirograph.tlog.note.Cosigner;
import io.chirograph.tlog.note.Ed25519Signer;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

class WitnessSettingsTest {
    private final String vkey;
    private final MockEnvironment environment = new MockEnvironment();

    WitnessSettingsTest() throws Exception {
        vkey = Cosigner.ofSeed("witness.example/1", new byte[32]).verifierKey().encode();
    }

    @Test
    void defaultsAskNobody() {
        WitnessesProperties witnesses =
                Binder.get(environment).bindOrCreate("chirograph.witnesses", WitnessesProperties.class);
        TimeStampsProperties stamps =
                Binder.get(environment).bindOrCreate("chirograph.timestamps", TimeStampsProperties.class);

        assertThat(witnesses)
                .isEqualTo(new WitnessesProperties(
                        Duration.ofSeconds(2), "all", Duration.ofMinutes(10), Duration.ofSeconds(1)));
        assertThat(stamps)
                .isEqualTo(new TimeStampsProperties(null, Duration.ofMinutes(15), Duration.ofSeconds(10), null, null));
        assertThat(ConfiguredWitnesses.of(environment)).isEmpty();
        assertThat(witnesses.quorumOf(0)).isZero();
    }

    @Test
    void everyOtherNameIsAWitness() throws Exception {
        environment
                .withProperty("chirograph.witnesses.timeout", "3s")
                .withProperty("chirograph.witnesses.quorum", "1")
                .withProperty("chirograph.witnesses.alarm-after", "5m")
                .withProperty("chirograph.witnesses.poll", "2s")
                .withProperty("chirograph.witnesses.team-b.url", "https://witness.example/1/")
                .withProperty("chirograph.witnesses.team-b.vkey", vkey);

        List<Witness> witnesses = ConfiguredWitnesses.of(environment);

        assertThat(witnesses).singleElement().satisfies(witness -> {
            assertThat(witness.name()).isEqualTo("team-b");
            assertThat(witness.key().encode()).isEqualTo(vkey);
            assertThat(witness.addCheckpoint()).isEqualTo(URI.create("https://witness.example/1/add-checkpoint"));
        });
        assertThat(Binder.get(environment)
                        .bind("chirograph.witnesses", WitnessesProperties.class)
                        .get())
                .isEqualTo(new WitnessesProperties(
                        Duration.ofSeconds(3), "1", Duration.ofMinutes(5), Duration.ofSeconds(2)));
    }

    @Test
    void refusesWhatCannotBeRightNamingTheProperty() throws Exception {
        String log = Ed25519Signer.ofSeed("log", new byte[32]).verifierKey().encode();
        String b = "chirograph.witnesses.b.";
        refuses("chirograph.witnesses.timeouts", "chirograph.witnesses.timeouts", "3s");
        refuses(b + "url", b + "url", "ftp://x");
        refuses(b + "vkey", b + "url", "https://x");
        refuses(b + "key", b + "key", "x");
        refuses("makes no cosignatures", b + "url", "https://x", b + "vkey", log);
        refuses(b + "vkey", b + "url", "https://x", b + "vkey", vkey + "x");
        refuses(
                "same key id",
                b + "url",
                "https://x",
                b + "vkey",
                vkey,
                "chirograph.witnesses.c.url",
                "https://x",
                "chirograph.witnesses.c.vkey",
                vkey);
        assertThatThrownBy(() -> new WitnessesProperties(
                                Duration.ofSeconds(1), "3", Duration.ofSeconds(1), Duration.ofSeconds(1))
                        .quorumOf(2))
                .hasMessageContaining("chirograph.witnesses.quorum is 3");
        assertThatThrownBy(() -> new TimeStampsProperties(
                        URI.create("https://tsa"), Duration.ofMinutes(1), Duration.ofSeconds(1), null, null))
                .hasMessageContaining("chirograph.timestamps.trust");
        assertThatThrownBy(() -> new TimeStampsProperties(
                        URI.create("https://tsa"), Duration.ofMinutes(1), Duration.ofSeconds(1), Path.of("x"), "1.02"))
                .hasMessageContaining("chirograph.timestamps.policy-oid");
    }

    @Test
    void aMissingQuorumOrTokenBecomesOverdue() {
        SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
        WitnessesProperties properties =
                Binder.get(environment).bindOrCreate("chirograph.witnesses", WitnessesProperties.class);
        TimeStampState stamps = new TimeStampState(
                new TimeStampsProperties(
                        URI.create("https://tsa"), Duration.ofMinutes(15), Duration.ofSeconds(1), Path.of("x"), null),
                clock);
        Quorum quorum = new Quorum(
                List.of(new WitnessState(
                        ConfiguredWitnesses.of(environment
                                        .withProperty("chirograph.witnesses.b.url", "https://x")
                                        .withProperty("chirograph.witnesses.b.vkey", vkey))
                                .getFirst(),
                        clock)),
                properties,
                clock);
        quorum.offered(5);

        clock.advance(Duration.ofMinutes(10));
        assertThat(quorum.age()).isEqualTo(Duration.ofMinutes(10));
        assertThat(quorum.isOverdue()).isFalse();
        clock.advance(Duration.ofSeconds(1));
        assertThat(quorum.isOverdue()).isTrue();
        assertThat(stamps.isOverdue()).isFalse();
        clock.advance(Duration.ofMinutes(21));
        assertThat(stamps.isOverdue()).isTrue();
    }

    private static void refuses(String message, String... settings) {
        MockEnvironment wrong = new MockEnvironment();
        for (int i = 0; i < settings.length; i += 2) {
            wrong.setProperty(settings[i], settings[i + 1]);
        }
        assertThatThrownBy(() -> ConfiguredWitnesses.of(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
