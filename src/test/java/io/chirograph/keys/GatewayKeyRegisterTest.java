package io.chirograph.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.SettableClock;
import io.chirograph.event.facts.CredentialRotated;
import io.chirograph.event.facts.Fact;
import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.identity.callers.Callers;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.GatewayKeys;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.KeyResult;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.recording.FactSink;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.state.TestState;
import io.chirograph.web.ApiException;
import io.chirograph.web.clientaddress.ClientAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestState.class)
class GatewayKeyRegisterTest {
    private static final Actor ANN = new Actor(new TreeMap<>(Map.of("subject", "ann")), new TreeMap<>());
    private static final GatewayKeyEntry CONFIGURED = StoredKey.make(
                    "fixed", "app", "acme", "core", Grants.UNLIMITED, Instant.EPOCH)
            .key()
            .entry();

    @Parameter
    @SuppressWarnings("NullAway.Init") // JUnit sets it
    private TestState engine;

    @TempDir
    private Path data;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-22T10:00:00Z"));
    private final Trail trail = new Trail();
    private GatewayKeyDatabase database;
    private Callers callers;
    private GatewayKeyRegister register;

    @BeforeEach
    void start() throws IOException {
        database = GatewayKeyDatabase.open(engine.at(data));
        GatewayKeys keys = new GatewayKeys(List.of(CONFIGURED));
        callers = new Callers(keys, clock);
        register = new GatewayKeyRegister(database, keys, trail, clock);
    }

    @AfterEach
    void stop() throws IOException {
        database.close();
    }

    private void restart() throws Exception {
        stop();
        trail.fault = Fault.NONE;
        start();
        register.settle();
    }

    private static GatewayKeyRequest request(String id) {
        Grants grants = new Grants(
                List.of("openai"), List.of("gpt-*"), List.of("inference"), "internal", List.of(), null, List.of());
        return new GatewayKeyRequest(id, "shop", "acme", "payments", grants, "a new shop");
    }

    private Class<? extends KeyResult> asked(String key) {
        return callers.authenticate(key, ClientAddress.direct("127.0.0.1")).getClass();
    }

    @Test
    void aKeyWorksAsSoonAsItIsMadeAndAfterARestart() throws Exception {
        StoredKey.Made made = register.create(request("web-1"), ANN);
        assertThat(asked(made.text())).isEqualTo(KeyResult.Known.class);
        assertThat(trail.events).containsExactly("gateway-key:web-1 null -> active by ann: a new shop");
        assertThat(trail.changes.getLast().after())
                .containsEntry("application", "shop")
                .containsEntry("models", List.of("gpt-*"))
                .containsEntry("dataClass", "internal")
                .containsEntry("fingerprint", made.key().fingerprint());

        restart();
        assertThat(asked(made.text())).isEqualTo(KeyResult.Known.class);
        assertThat(register.stored()).containsExactly(made.key());
        assertThat(trail.events).hasSize(1);
    }

    @Test
    void noSecretIsAtRestAndTheFileIsTheOwnersAlone() throws Exception {
        Assumptions.assumeTrue(engine == TestState.FILES);
        StoredKey.Made made = register.create(request("web-1"), ANN);
        Path file = data.resolve("identity.db");
        assertThat(Files.readString(file, java.nio.charset.StandardCharsets.ISO_8859_1))
                .contains("web-1")
                .doesNotContain(made.text().substring("cg_web-1_".length()));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(made.toString() + made.key() + trail.changes)
                .doesNotContain(made.text().substring("cg_web-1_".length()));
    }

    @Test
    void anIdIsNeverGivenTwice() throws Exception {
        register.create(request("web-1"), ANN);
        register.disable("web-1", "done", ANN);
        for (String id : List.of("web-1", "fixed")) {
            assertThatThrownBy(() -> register.create(request(id), ANN))
                    .isInstanceOfSatisfying(
                            ApiException.class, e -> assertThat(e.code()).hasToString("key-exists"));
        }
        stop();
        database = GatewayKeyDatabase.open(engine.at(data));
        register = new GatewayKeyRegister(database, new GatewayKeys(List.of()), trail, clock);
        assertThatThrownBy(() -> register.create(request("fixed"), ANN))
                .as("an id that the configuration once named")
                .isInstanceOf(ApiException.class);
        GatewayKeyEntry web = register.stored().getFirst().entry();
        assertThatThrownBy(() -> new GatewayKeyRegister(database, new GatewayKeys(List.of(web)), trail, clock))
                .hasMessageContaining("'web-1', and identity.db");
    }

    @Test
    void aDisabledKeyIsRefusedAtOnceAndForGood() throws Exception {
        StoredKey.Made made = register.create(request("web-1"), ANN);
        register.disable("web-1", "leaked", ANN);
        assertThat(callers.authenticate(made.text(), ClientAddress.direct("127.0.0.1")))
                .isInstanceOfSatisfying(
                        KeyResult.Barred.class,
                        barred -> assertThat(barred.bar()).isEqualTo(KeyResult.Bar.DISABLED));
        register.disable("web-1", "again", ANN);
        restart();
        assertThat(asked(made.text())).isEqualTo(KeyResult.Barred.class);
        assertThat(trail.events)
                .containsExactly(
                        "gateway-key:web-1 null -> active by ann: a new shop",
                        "gateway-key:web-1 active -> disabled by ann: leaked");
        assertThatThrownBy(() -> register.rotate("web-1", Duration.ZERO, "x", ANN))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("disabled");
    }

    @Test
    void bothSecretsWorkDuringAnOverlapAndThenTheNewOneAlone() throws Exception {
        StoredKey.Made first = register.create(request("web-1"), ANN);
        StoredKey.Made second = register.rotate("web-1", Duration.ofHours(1), "scheduled", ANN);
        assertThat(trail.rotations)
                .containsExactly(new CredentialRotated(
                        "gateway-key",
                        "web-1",
                        second.key().fingerprint(),
                        first.key().fingerprint(),
                        Instant.parse("2026-11-22T11:00:00Z"),
                        "scheduled",
                        ANN));
        restart();
        clock.set(Instant.parse("2026-11-22T10:59:59.999Z"));
        assertThat(asked(first.text())).isEqualTo(KeyResult.Known.class);
        assertThat(asked(second.text())).isEqualTo(KeyResult.Known.class);
        assertThatThrownBy(() -> register.rotate("web-1", Duration.ofHours(1), "too soon", ANN))
                .isInstanceOf(ApiException.class)
                .hasMessageContaining("former secret still works");
        clock.set(Instant.parse("2026-11-22T11:00:00Z"));
        assertThat(asked(first.text())).isEqualTo(KeyResult.Unknown.class);
        assertThat(asked(second.text())).isEqualTo(KeyResult.Known.class);
    }

    @Test
    void anOverlapOfNothingEndsEveryEarlierSecretAtOnce() throws Exception {
        StoredKey.Made first = register.create(request("web-1"), ANN);
        StoredKey.Made second = register.rotate("web-1", Duration.ofHours(1), "scheduled", ANN);
        StoredKey.Made third = register.rotate("web-1", Duration.ZERO, "leaked", ANN);
        assertThat(List.of(asked(first.text()), asked(second.text()), asked(third.text())))
                .containsExactly(KeyResult.Unknown.class, KeyResult.Unknown.class, KeyResult.Known.class);
        assertThat(trail.rotations.getLast().previousUntil()).isNull();
        assertThatThrownBy(() -> register.rotate("web-1", Duration.ofDays(91), "x", ANN))
                .hasMessage("overlap is PT2184H; PT0S to PT2160H");
    }

    @Test
    void whatCannotBeRecordedDoesNotHappen() throws Exception {
        StoredKey.Made made = register.create(request("web-1"), ANN);
        trail.fault = Fault.REFUSED;
        assertThatThrownBy(() -> register.create(request("web-2"), ANN)).isInstanceOf(RecordingUnavailable.class);
        assertThatThrownBy(() -> register.disable("web-1", "x", ANN)).isInstanceOf(RecordingUnavailable.class);
        assertThatThrownBy(() -> register.rotate("web-1", Duration.ZERO, "x", ANN))
                .isInstanceOf(RecordingUnavailable.class);
        assertThat(asked(made.text())).isEqualTo(KeyResult.Known.class);
        restart();
        assertThat(asked(made.text())).isEqualTo(KeyResult.Known.class);
        assertThat(register.stored()).containsExactly(made.key());
        assertThat(trail.events).hasSize(1);
    }

    @Test
    void aDisablingOfUnknownOutcomeIsFinishedByTheNextStart() throws Exception {
        StoredKey.Made made = register.create(request("web-1"), ANN);
        trail.fault = Fault.UNKNOWN;
        assertThatThrownBy(() -> register.disable("web-1", "leaked", ANN)).isInstanceOf(RecordingUnavailable.class);
        stop();
        start();
        assertThat(asked(made.text())).as("before it is settled").isEqualTo(KeyResult.Barred.class);
        trail.fault = Fault.NONE;
        register.settle();
        assertThat(asked(made.text())).isEqualTo(KeyResult.Barred.class);
        assertThat(trail.events.getLast())
                .isEqualTo("gateway-key:web-1 active -> disabled by chirograph: finished after the process stopped in"
                        + " the middle of it");
        int events = trail.events.size();
        restart();
        assertThat(asked(made.text())).isEqualTo(KeyResult.Barred.class);
        assertThat(trail.events).hasSize(events);
    }

    @Test
    void aKeyOrSecretOfUnknownOutcomeIsDroppedByTheNextStartAndItsIdIsGone() throws Exception {
        StoredKey.Made made = register.create(request("web-1"), ANN);
        trail.fault = Fault.UNKNOWN;
        assertThatThrownBy(() -> register.rotate("web-1", Duration.ZERO, "x", ANN))
                .isInstanceOf(RecordingUnavailable.class);
        assertThatThrownBy(() -> register.create(request("web-2"), ANN)).isInstanceOf(RecordingUnavailable.class);
        restart();
        assertThat(asked(made.text())).isEqualTo(KeyResult.Known.class);
        assertThat(trail.events.getLast()).endsWith("dropped after the process stopped in the middle of it");
        assertThat(register.stored()).containsExactly(made.key());

        trail.fault = Fault.UNKNOWN;
        assertThatThrownBy(() -> register.create(request("web-3"), ANN)).isInstanceOf(RecordingUnavailable.class);
        restart();
        assertThat(trail.events.getLast()).startsWith("gateway-key:web-3 active -> null by chirograph: dropped");
        assertThatThrownBy(() -> register.create(request("web-3"), ANN)).isInstanceOf(ApiException.class);
    }

    @Test
    void keysOfTheConfigurationAreChangedThereAndUnknownOnesNowhere() {
        assertThatThrownBy(() -> register.disable("fixed", "x", ANN)).hasMessageContaining("in the configuration");
        assertThatThrownBy(() -> register.rotate("nobody", Duration.ZERO, "x", ANN))
                .hasMessage("No gateway key is 'nobody'.");
    }

    private enum Fault {
        NONE,
        REFUSED,
        UNKNOWN
    }

    /// Keeps what it is given; where it fails, it has kept nothing or, with unknown outcome, nobody knows.
    private static final class Trail implements FactSink {
        private final List<String> events = new ArrayList<>();
        private Fault fault = Fault.NONE;
        private final List<PermissionChanged> changes = new ArrayList<>();
        private final List<CredentialRotated> rotations = new ArrayList<>();

        @Override
        public UUID record(Fact fact) throws RecordingUnavailable {
            if (fault != Fault.NONE) {
                throw new RecordingUnavailable("fault", Duration.ofSeconds(1), fault == Fault.UNKNOWN, null);
            }
            if (fact instanceof PermissionChanged change) {
                changed(change);
            } else {
                rotations.add((CredentialRotated) fact);
            }
            return new UUID(7, 7);
        }

        private void changed(PermissionChanged facts) {
            changes.add(facts);
            var by = facts.operator();
            events.add(facts.subject() + " " + facts.before().get("state") + " -> "
                    + facts.after().get("state") + " by "
                    + by.verified().getOrDefault("subject", by.asserted().get("application")) + ": "
                    + facts.reason());
        }
    }
}
