package io.chirograph.witness.client;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.LockMode;
import io.chirograph.archive.Unclassed;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.publishedlog.SealedTree;
import io.chirograph.support.http.BoundedHttpPost;
import io.chirograph.tlog.note.Cosignature;
import io.chirograph.witness.client.StandinWitness.Behaviour;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

class CheckpointFollowerTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    private final Path data;
    private final TestLog log;
    private final StandinWitness one = new StandinWitness(1);
    private final StandinWitness two = new StandinWitness(2);
    private final BoundedHttpPost posting = new BoundedHttpPost(SOON);
    private WitnessesProperties properties = properties(SOON);
    private final ObjectRetention retention = Unclassed.retention(new ArchiveProperties(
            ArchiveProperties.Type.DIRECTORY, null, null, LockMode.NONE, Duration.ofDays(1), null, null));
    private final List<CheckpointFollower> followers = new ArrayList<>();
    private List<WitnessState> states = List.of();
    private Quorum quorum = new Quorum(List.of(), properties, Clock.systemUTC());

    CheckpointFollowerTest(@TempDir Path directory) throws Exception {
        data = directory.resolve("data");
        log = new TestLog(directory.resolve("archive"));
    }

    @AfterEach
    void close() throws InterruptedException {
        one.close();
        two.close();
        posting.close();
        for (CheckpointFollower follower : followers) {
            follower.settle(SOON); // what is under way writes into the archive
        }
    }

    @Test
    void eachCosignatureIsAnObjectOfItsOwn() throws Exception {
        log.grow(300);

        until(follower(), () -> quorum.signed() == 2);

        for (StandinWitness witness : List.of(one, two)) {
            String key =
                    log.layout.cosignature(300, witness.cosigner.verifierKey().idHex());
            byte[] object = log.archive.get(key, 1000).orElseThrow();
            assertThat(Cosignature.verify(
                            log.offer().note(), Cosignature.parse(object), witness.cosigner.verifierKey()))
                    .isEqualTo(StandinWitness.TIME);
        }
        assertThat(quorum.health().getStatus()).isEqualTo(Status.UP);
    }

    private static WitnessesProperties properties(Duration timeout) {
        return new WitnessesProperties(timeout, "all", Duration.ofMillis(1), Duration.ofMillis(10));
    }

    @Test
    void aSlowWitnessHoldsUpNobodyAndItsLateCosignatureIsTaken() throws Exception {
        properties = properties(Duration.ofMillis(400));
        one.behaviour = Behaviour.SLOW;
        log.grow(5);
        CheckpointFollower follower = follower();

        until(follower, () -> two.size == 5 && quorum.signed() == 1);
        log.grow(5);
        until(follower, () -> two.size == 10 && quorum.signed() == 1);
        until(follower, () -> standing(0) == WitnessState.Standing.LATE);
        assertThat(quorum.health().getStatus()).isEqualTo(Status.DOWN);

        one.behaviour = Behaviour.GOOD;
        one.released.countDown();
        follower.settle(SOON);
        var registry = new SimpleMeterRegistry();
        quorum.bindTo(registry);
        assertThat(registry.get("chirograph.witnesses.late")
                        .tag("witness", "one")
                        .functionCounter()
                        .count())
                .isEqualTo(1);

        until(follower, () -> quorum.signed() == 2);
        assertThat(cosignatures(one)).containsExactly(5L, 10L);
        assertThat(cosignatures(two)).containsExactly(5L, 10L);
    }

    @Test
    void anUnreachableWitnessIsSeenAndAskedAgain() throws Exception {
        one.behaviour = Behaviour.BROKEN;
        log.grow(5);
        CheckpointFollower follower = follower();

        until(follower, () -> standing(0) == WitnessState.Standing.FAILS);
        assertThat(quorum.health().getDetails().toString()).contains("status 500");
        one.behaviour = Behaviour.GOOD;
        until(follower, () -> quorum.signed() == 2);

        assertThat(standing(0)).isEqualTo(WitnessState.Standing.COSIGNS);
    }

    @Test
    void afterARestartNobodyIsAskedForWhatIsThere() throws Exception {
        log.grow(5);
        until(follower(), () -> quorum.signed() == 2);
        one.olds.clear();

        until(follower(), () -> quorum.signed() == 2);
        assertThat(one.olds).isEmpty();

        log.grow(5);
        until(follower(), () -> quorum.signed() == 2);
        assertThat(one.olds).containsExactly(0L, 5L);
    }

    @Test
    void aCosignatureThatGotLostOnTheWayIsGivenAgain() throws Exception {
        log.grow(5);
        one.size = 5;
        one.root = log.checkpoint().root();

        until(follower(), () -> quorum.signed() == 2);

        assertThat(cosignatures(one)).containsExactly(5L);
    }

    @Test
    void aRefusalIsAnAlarmAndItsEvidenceIsKeptOnce() throws Exception {
        one.behaviour = Behaviour.REFUSES_PROOF;
        log.grow(5);
        CheckpointFollower follower = follower();

        until(follower, () -> states.getFirst().view(SOON).refusals() >= 2);

        Health health = quorum.health();
        assertThat(health.getStatus()).isEqualTo(Status.DOWN);
        assertThat(health.getDetails().toString()).contains("refuses", "consistency proof");
        var registry = new SimpleMeterRegistry();
        quorum.bindTo(registry);
        assertThat(registry.get("chirograph.witnesses.refusing")
                        .tag("witness", "one")
                        .gauge()
                        .value())
                .isEqualTo(1);
        String id = one.cosigner.verifierKey().idHex();
        Path file = data.resolve("witness-refusals/0000000000000005-" + id);
        byte[] kept = log.archive.get(log.layout.refusal(5, id), 1 << 20).orElseThrow();
        assertThat(kept).isEqualTo(Files.readAllBytes(file));
        assertThat(new String(kept, UTF_8))
                .startsWith("chirograph witness refusal 1\nwitness " + one.cosigner.verifierKey() + "\n")
                .contains("status 422\n\nrequest ", "old 0\n\n" + TestLog.ORIGIN + "\n5\n", "answer 2\nno\n");
        assertThat(cosignatures(two)).containsExactly(5L);
    }

    @Test
    void aWitnessThatHasSeenMoreThanTheLogHoldsIsARefusal() throws Exception {
        one.behaviour = Behaviour.CONFLICT_BEYOND;
        log.grow(5);

        until(follower(), () -> standing(0) == WitnessState.Standing.REFUSES);

        assertThat(states.getFirst().view(SOON).why()).contains("cosigned size 10, the log ends at 5");
    }

    @Test
    void refusalsKeptWhileTheArchiveWasAwayAreArchivedAtTheNextStart() throws Exception {
        Path file = Files.createDirectories(data.resolve("witness-refusals")).resolve("0000000000000007-0badcafe");
        Files.writeString(file, "kept");
        log.grow(5);

        until(follower(), () -> quorum.signed() == 2);

        assertThat(log.archive.get(log.layout.refusal(7, "0badcafe"), 100)).hasValue("kept".getBytes(UTF_8));
    }

    private CheckpointFollower follower() {
        SealedTree tree = new SealedTree(log.log);
        Refusals refusals =
                new Refusals(data.resolve("witness-refusals"), log.archive, log.layout, retention, Clock.systemUTC());
        List<WitnessState> fresh = new ArrayList<>();
        List<ConfirmationWorker> parties = new ArrayList<>();
        for (Witness witness : List.of(named("one", one), named("two", two))) {
            WitnessState state = new WitnessState(witness, Clock.systemUTC());
            fresh.add(state);
            AskedWitness asked = new AskedWitness(
                    new WitnessClient(witness, posting, tree),
                    state,
                    log.archive,
                    log.layout,
                    retention,
                    refusals,
                    Clock.systemUTC(),
                    properties.timeout());
            parties.add(new ConfirmationWorker(witness.name(), asked::ask, Duration.ZERO));
        }
        states = fresh;
        quorum = new Quorum(states, properties, Clock.systemUTC());
        followers.add(new CheckpointFollower(log.log, parties, quorum, refusals, posting, properties));
        return followers.getLast();
    }

    private static Witness named(String name, StandinWitness standin) {
        return new Witness(name, standin.url(), standin.cosigner.verifierKey());
    }

    private WitnessState.Standing standing(int witness) {
        return states.get(witness).view(properties.timeout()).standing();
    }

    private List<Long> cosignatures(StandinWitness witness) throws Exception {
        String id = witness.cosigner.verifierKey().idHex();
        List<Long> sizes = new ArrayList<>();
        for (String size : log.archive.segments(log.layout.logId() + "/cosignatures/")) {
            if (log.archive
                    .get(log.layout.cosignature(Long.parseLong(size), id), 1000)
                    .isPresent()) {
                sizes.add(Long.parseLong(size));
            }
        }
        return sizes;
    }

    /// Goes round until `condition` holds.
    static void until(CheckpointFollower follower, BooleanSupplier condition) throws Exception {
        long end = System.nanoTime() + SOON.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited long enough").isLessThan(end);
            follower.round();
            follower.settle(Duration.ofMillis(20));
        }
    }
}
