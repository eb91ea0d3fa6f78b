package io.chirograph.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.facts.ConfigChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.policy.model.ContentAbilities;
import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.recording.ReloadRefused;
import io.chirograph.recording.StatedPolicy;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A policy that changes while it is in force.
class PolicyReloadTest {
    private static final Actor ADA = new Actor(new TreeMap<>(Map.of("subject", "ada")), new TreeMap<>());
    private static final String OPEN = "version: 1\n";
    private static final String CLOSED = "version: 1\nallow: {models: [m]}\n";

    @TempDir
    private Path directory;

    private final List<ConfigChanged> changes = new ArrayList<>();
    private boolean unavailable;
    private @Nullable ContentAbilities abilities;
    private boolean isNewLog = true;
    private Optional<String> said = Optional.empty();

    private final StatedPolicy stated = new StatedPolicy() {
        @Override
        public boolean isNewLog() {
            return isNewLog;
        }

        @Override
        public Optional<String> digest() {
            return said;
        }
    };

    private Path file() {
        return directory.resolve("policy.yml");
    }

    private PolicySource source(boolean configured) {
        return new PolicySource(configured ? file() : null, file(), null, abilities);
    }

    private PolicyDecisionPoint policy(PolicySource source) {
        return new PolicyDecisionPoint(source, true, fact -> {
            if (unavailable) {
                throw new RecordingUnavailable("the journal is full", Duration.ofSeconds(1), false, null);
            }
            changes.add((ConfigChanged) fact);
            return new UUID(7, changes.size());
        });
    }

    private PolicyWatch watch(PolicyDecisionPoint policy, PolicySource source) {
        return new PolicyWatch(
                policy, source, stated, directory.resolve("data/policy-in-force"), Duration.ofMillis(10));
    }

    @Test
    void aBadFileIsNotBegunWith() throws IOException {
        Files.writeString(file(), "version: 1\nrule: []\n");
        assertThatThrownBy(() -> policy(source(true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("chirograph.policy.file " + file() + ", line 2: rule is not known");
        Files.delete(file());
        assertThatThrownBy(() -> policy(source(true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(file() + " cannot be read");
        assertThat(policy(source(false)).file()).isEqualTo("built-in");
    }

    @Test
    void aChangeIsRecordedAndThenInForce() throws Exception {
        Files.writeString(file(), OPEN);
        PolicyDecisionPoint policy = policy(source(true));
        String before = policy.digest();
        assertThat(policy.reload(ADA, "asked")).isFalse();

        Files.writeString(file(), CLOSED);
        assertThat(policy.reload(ADA, "asked")).isTrue();

        assertThat(policy.digest()).isNotEqualTo(before);
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.setting()).isEqualTo("policy");
            assertThat(change.before()).containsEntry("digest", before);
            assertThat(change.after()).containsEntry("digest", policy.digest());
            assertThat(change.reason()).isEqualTo("asked");
            assertThat(change.operator()).isEqualTo(ADA);
        });
    }

    @Test
    void otherWordsForTheSameAreNoChange() throws Exception {
        Files.writeString(file(), OPEN);
        PolicyDecisionPoint policy = policy(source(true));
        Files.writeString(file(), "# words\n" + OPEN);

        assertThat(policy.reload(ADA, "asked")).isTrue();
        assertThat(changes).isEmpty();
    }

    @Test
    void whatIsNotValidOrGoneOrNotRecordedIsNotTaken() throws Exception {
        Files.writeString(file(), OPEN);
        PolicyDecisionPoint policy = policy(source(true));
        String before = policy.digest();

        Files.writeString(file(), CLOSED + "x: y\n");
        assertThatThrownBy(() -> policy.reload(ADA, "asked"))
                .isInstanceOf(ReloadRefused.class)
                .hasMessage(
                        file() + ", line 3: x is not known; the policy has aliases, allow, data-class, data-classes,"
                                + " digests, limits, payload, payload-retention, retention, rules, version");
        assertThat(policy.refused()).contains("line 3");

        Files.writeString(file(), OPEN);
        assertThat(policy.reload(ADA, "asked")).isFalse();
        assertThat(policy.refused()).isNull();

        Files.delete(file());
        assertThatThrownBy(() -> policy.reload(ADA, "asked")).isInstanceOf(ReloadRefused.class);

        Files.writeString(file(), CLOSED);
        unavailable = true;
        assertThatThrownBy(() -> policy.reload(ADA, "asked")).isInstanceOf(RecordingUnavailable.class);
        assertThat(policy.digest()).isEqualTo(before);
        assertThat(changes).isEmpty();
    }

    @Test
    void whatCannotBeEncryptedIsRefusedAtTheStartAndLater() throws Exception {
        abilities = ContentAbilities.NONE;
        String encrypted = OPEN + "payload: encrypted\n";
        Files.writeString(file(), encrypted);
        assertThatThrownBy(() -> policy(source(true)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("chirograph.policy.file " + file()
                        + ", line 2: payload is 'encrypted', and chirograph.content.recipients names nobody");

        Files.writeString(file(), OPEN);
        boolean[] hasRecipient = {false};
        abilities = () -> hasRecipient[0];
        PolicyDecisionPoint policy = policy(source(true));
        Files.writeString(file(), encrypted);
        assertThatThrownBy(() -> policy.reload(ADA, "asked"))
                .isInstanceOf(ReloadRefused.class)
                .hasMessageContaining("line 2: payload is 'encrypted'");
        hasRecipient[0] = true;
        assertThat(policy.reload(ADA, "asked")).isTrue();
    }

    @Test
    void theRetentionOfContentCanBeAPresetToo() throws Exception {
        Files.writeString(file(), OPEN + """
                retention: a
                payload-retention: b
                data-classes: [{name: x, retention: c, payload-retention: d}]
                """);
        assertThat(PolicyDecisionPoint.retentionNames(file(), directory)).containsExactlyInAnyOrder("a", "b", "c", "d");
    }

    @Test
    void theWatchTakesWhatTwoLooksSaw() throws Exception {
        Files.writeString(file(), OPEN);
        PolicySource source = source(true);
        PolicyDecisionPoint policy = policy(source);
        PolicyWatch watch = watch(policy, source);
        String before = policy.digest();
        watch.look();
        watch.look();

        Files.writeString(file(), CLOSED);
        watch.look();
        assertThat(policy.digest()).isEqualTo(before);
        watch.look();
        assertThat(policy.digest()).isNotEqualTo(before);
        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.reason()).isEqualTo("file changed");
            assertThat(change.operator().verified()).isEmpty();
            assertThat(change.operator().asserted())
                    .containsEntry("via", "file")
                    .containsKey("user");
        });
    }

    @Test
    void theWatchLeavesABadFileAndTakesTheNextGoodOne() throws Exception {
        Files.writeString(file(), OPEN);
        PolicySource source = source(true);
        PolicyDecisionPoint policy = policy(source);
        PolicyWatch watch = watch(policy, source);
        String before = policy.digest();
        Files.writeString(file(), "version: 2\n");
        for (int i = 0; i < 4; i++) {
            watch.look();
        }
        assertThat(policy.digest()).isEqualTo(before);
        assertThat(policy.refused()).contains("version: 1");

        Files.writeString(file(), CLOSED);
        unavailable = true;
        for (int i = 0; i < 4; i++) {
            watch.look();
        }
        assertThat(policy.digest()).isEqualTo(before);
        unavailable = false;
        watch.look();
        assertThat(policy.digest()).isNotEqualTo(before);
        assertThat(policy.refused()).isNull();
    }

    @Test
    void aChangeMadeWhileTheProcessWasStoppedIsRecorded() throws Exception {
        Files.writeString(file(), OPEN);
        PolicySource source = source(true);
        PolicyDecisionPoint first = policy(source);
        watch(first, source).look();
        isNewLog = false;
        Files.writeString(file(), CLOSED);
        PolicyDecisionPoint second = policy(source);
        PolicyWatch watch = watch(second, source);
        unavailable = true;
        watch.look();
        unavailable = false;
        watch.look();
        watch.look();

        assertThat(changes).singleElement().satisfies(change -> {
            assertThat(change.before()).containsEntry("digest", first.digest());
            assertThat(change.after()).containsEntry("digest", second.digest());
            assertThat(change.reason()).contains("stopped");
        });
        watch(policy(source), source).look();
        assertThat(changes).hasSize(1);
    }

    /// Power failed behind the event, before the file: what the log says is believed, not the file.
    @Test
    void aChangeThatTheLogSaysIsNotRecordedAgain() throws Exception {
        Files.writeString(file(), OPEN);
        PolicySource source = source(true);
        watch(policy(source), source).look();
        isNewLog = false;
        Files.writeString(file(), CLOSED);
        PolicyDecisionPoint second = policy(source);
        said = Optional.of(second.digest());
        watch(second, source).look();
        assertThat(changes).isEmpty();
    }

    @Test
    void aRememberedPolicyThatIsGoneOrDamagedHidesNoChange() throws Exception {
        Path remembered = directory.resolve("data/policy-in-force");
        Files.writeString(file(), OPEN);
        PolicySource source = source(true);
        PolicyDecisionPoint first = policy(source);
        watch(first, source).look();
        isNewLog = false;
        for (String left : new String[] {"", "sha256:", "x".repeat(80)}) {
            Files.writeString(remembered, left);
            watch(policy(source), source).look();
        }
        Files.delete(remembered);
        watch(policy(source), source).look();
        assertThat(changes).hasSize(4).allSatisfy(change -> {
            assertThat(change.before()).isEmpty();
            assertThat(change.after()).containsEntry("digest", first.digest());
            assertThat(change.reason()).contains("not known");
        });
        Files.delete(remembered);
        said = Optional.of("sha256:" + "7".repeat(64));
        watch(policy(source), source).look();
        assertThat(changes.getLast().before()).containsEntry("digest", said.get());
    }

    @Test
    void aPipeOrAnEndlessFileInThePolicysPlaceIsRefusedAndHoldsNobodyUp() throws Exception {
        Files.writeString(file(), OPEN);
        PolicySource source = source(true);
        PolicyDecisionPoint policy = policy(source);
        PolicyWatch watch = watch(policy, source);
        String before = policy.digest();
        Files.delete(file());
        Files.createDirectory(file());
        watch.look();
        Files.delete(file());
        assertThat(new ProcessBuilder("mkfifo", file().toString()).start().waitFor())
                .isZero();
        watch.look();
        assertThatThrownBy(() -> policy.reload(ADA, "asked")).hasMessageContaining("it is no regular file");
        Files.delete(file());
        Files.createSymbolicLink(file(), Path.of("/dev/zero"));
        watch.look();
        Files.delete(file());
        Files.writeString(file(), "#".repeat(2 << 20));
        assertThatThrownBy(() -> policy.reload(ADA, "asked")).hasMessageContaining("longer than 1048576 bytes");
        Files.writeString(file(), CLOSED);
        watch.look();
        watch.look();
        assertThat(policy.digest()).isNotEqualTo(before);
    }
}
