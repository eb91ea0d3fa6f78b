package io.chirograph.retention.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.SettableClock;
import io.chirograph.archive.LockMode;
import io.chirograph.archive.LockingArchive;
import io.chirograph.archive.ObjectLock;
import io.chirograph.archive.configured.ConfiguredArchive;
import io.chirograph.archive.configured.ConfiguredArchives;
import io.chirograph.archive.retention.ObjectRetention;
import io.chirograph.archive.settings.ArchiveProperties;
import io.chirograph.event.facts.HoldObserved;
import io.chirograph.event.facts.RetentionChanged;
import io.chirograph.event.facts.RetentionChanged.Cause;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.monitor.ObjectObserver.Observation;
import io.chirograph.retention.RecordedFacts;
import io.chirograph.retention.SmallLog;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.mock.env.MockEnvironment;

class LockChangesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final Instant UNTIL = NOW.plus(Duration.ofDays(400));
    private static final String LOG = SmallLog.ID;
    private static final String SEGMENT = LOG + "/events/dt=2026-11-22/0000000000000000-1.jsonl.zst";
    private static final String TILE = LOG + "/tile/0/000";
    private static final UUID EVENT = new UUID(1, 2);

    @TempDir
    Path directory;

    private final SettableClock clock = new SettableClock(NOW);
    private final RecordedFacts recorded = new RecordedFacts();
    private LockSnapshotStore seen;
    private RetentionRequestStore register;
    private LockChanges changes;

    @BeforeEach
    void open() throws Exception {
        seen = LockSnapshotStore.open(directory);
        register = RetentionRequestStore.open(directory);
        var properties = new MockEnvironment();
        ArchiveProperties archive = Binder.get(properties).bindOrCreate("chirograph.archive", ArchiveProperties.class);
        var archives = ConfiguredArchives.of(List.of(new ConfiguredArchive(
                ConfiguredArchive.MAIN,
                new LockingArchive(directory.resolve("archive"), UNTIL),
                ObjectRetention.configured(Binder.get(properties), archive),
                true)));
        changes = new LockChanges(seen, register, archives, recorded.recorder(), clock);
    }

    @AfterEach
    void close() throws Exception {
        seen.close();
    }

    private static Observation object(String key, Instant until, boolean held) {
        return new Observation("main", key, "v1", 1, new ObjectLock(key, "v1", LockMode.COMPLIANCE, until, held));
    }

    private void walk(boolean complete, Observation... objects) {
        clock.set(clock.instant().plusSeconds(1));
        changes.begins("main", clock.instant());
        for (Observation object : objects) {
            changes.observed(object);
        }
        clock.set(clock.instant().plusSeconds(1));
        changes.ends("main", complete);
    }

    private void asked(RetentionRequest request) throws Exception {
        register.add(request.recorded(EVENT));
    }

    @Test
    void aHoldThatWasAskedForIsMatched() throws Exception {
        asked(RetentionRequest.place("case 7", ObjectScope.log(LOG), "r", "ann", NOW));
        walk(true, object(SEGMENT, UNTIL, true), object(TILE, UNTIL, false));

        HoldObserved hold = recorded.hold();
        assertThat(hold.placed()).isTrue();
        assertThat(hold.matter()).isEqualTo("case 7");
        assertThat(hold.request()).isEqualTo(EVENT);
        assertThat(hold.keys()).containsExactly(SEGMENT);
        assertThat(changes.unmatched()).isZero();

        walk(true, object(SEGMENT, UNTIL, true), object(TILE, UNTIL, false));
        assertThat(recorded.facts).isEmpty();
    }

    @Test
    void aHoldThatNobodyAskedForIsUnmatchedUntilItIsRecorded() throws Exception {
        walk(true, object(SEGMENT, UNTIL, true));
        assertThat(recorded.hold().request()).isNull();
        assertThat(changes.unmatched()).isOne();
        assertThat(changes.unexplained()).singleElement().satisfies(change -> {
            assertThat(change.what()).isEqualTo("hold placed");
            assertThat(change.key()).isEqualTo(SEGMENT);
            assertThat(change.after()).isEqualTo(UNTIL);
        });

        asked(RetentionRequest.place("case 7", ObjectScope.prefix(LOG + "/"), "r", "ann", NOW));
        changes.explainAgain();
        assertThat(recorded.hold().request()).isEqualTo(EVENT);
        assertThat(changes.unmatched()).isZero();
        assertThat(changes.unexplained()).isEmpty();
    }

    @Test
    void aReleaseIsMatchedUnlessAnotherMatterStillHolds() throws Exception {
        asked(RetentionRequest.place("one", ObjectScope.log(LOG), "r", "ann", NOW));
        asked(RetentionRequest.place("two", ObjectScope.prefix(SEGMENT), "r", "ann", NOW));
        walk(true, object(SEGMENT, UNTIL, true), object(TILE, UNTIL, true));
        recorded.facts.clear();
        asked(RetentionRequest.release("one", null, "r", "ann", NOW));

        walk(true, object(SEGMENT, UNTIL, true), object(TILE, UNTIL, false));
        HoldObserved released = recorded.hold();
        assertThat(released.placed()).isFalse();
        assertThat(released.matter()).isEqualTo("one");
        assertThat(changes.unmatched()).isZero();

        walk(true, object(SEGMENT, UNTIL, false), object(TILE, UNTIL, false));
        assertThat(recorded.hold().request()).isNull();
        assertThat(changes.unmatched()).isOne();
    }

    @Test
    void aHeldObjectThatIsGoneIsAReleaseWhenTheWalkWasComplete() {
        walk(true, object(SEGMENT, UNTIL, true));
        recorded.facts.clear();

        walk(false);
        assertThat(recorded.facts).isEmpty();
        walk(true);
        assertThat(recorded.hold().placed()).isFalse();
        walk(true);
        assertThat(recorded.facts).isEmpty();
    }

    @Test
    void aLongerLockIsMatchedByARequestThatReachesAsFar() throws Exception {
        Instant later = UNTIL.plus(Duration.ofDays(100));
        asked(RetentionRequest.extend(later, null, ObjectScope.log(LOG), "r", "ann", NOW));
        walk(true, object(SEGMENT, UNTIL, false));
        walk(true, object(SEGMENT, later, false));

        RetentionChanged change = recorded.change();
        assertThat(change.cause()).isEqualTo(Cause.REQUEST);
        assertThat(change.before()).isEqualTo(UNTIL);
        assertThat(change.after()).isEqualTo(later);
        assertThat(change.shortened()).isFalse();

        walk(true, object(SEGMENT, later.plus(Duration.ofDays(1)), false));
        assertThat(recorded.change().cause()).isEqualTo(Cause.UNKNOWN);
        assertThat(changes.unmatched()).isOne();
    }

    @Test
    void theWritersOwnLengtheningOfTilesIsMatched() {
        Instant later = UNTIL.plus(Duration.ofHours(3));
        walk(true, object(TILE, UNTIL, false), object(SEGMENT, UNTIL, false));
        walk(true, object(TILE, later, false), object(SEGMENT, UNTIL, false));
        assertThat(recorded.change().cause()).isEqualTo(Cause.WRITER);

        walk(true, object(TILE, later, false), object(SEGMENT, later, false));
        assertThat(recorded.change().cause())
                .as("a segment is not the writer's")
                .isEqualTo(Cause.UNKNOWN);
    }

    @Test
    void aLongerLockOfAnArchiveThatIsConfiguredNoMoreIsUnexplained() {
        Instant later = UNTIL.plus(Duration.ofHours(3));
        for (Instant until : List.of(UNTIL, later)) {
            clock.set(clock.instant().plusSeconds(1));
            changes.begins("gone", clock.instant());
            changes.observed(new Observation(
                    "gone", TILE, "v1", 1, new ObjectLock(TILE, "v1", LockMode.COMPLIANCE, until, false)));
            clock.set(clock.instant().plusSeconds(1));
            changes.ends("gone", true);
        }
        assertThat(recorded.change().cause()).isEqualTo(Cause.UNKNOWN);
        changes.explainAgain();
        assertThat(changes.unmatched()).isOne();
    }

    @Test
    void aShorterLockIsAlwaysAnAlarmUntilItIsAsLongAgain() throws Exception {
        asked(RetentionRequest.extend(UNTIL, null, ObjectScope.log(LOG), "r", "ann", NOW));
        walk(true, object(SEGMENT, UNTIL, false));
        walk(true, object(SEGMENT, UNTIL.minusSeconds(60), false));
        RetentionChanged change = recorded.change();
        assertThat(change.shortened()).isTrue();
        assertThat(change.cause()).isEqualTo(Cause.UNKNOWN);
        changes.explainAgain();
        assertThat(changes.unmatched()).isOne();

        walk(true, object(SEGMENT, UNTIL, false));
        assertThat(changes.unmatched()).isZero();
    }

    @Test
    void aWeakerModeIsShorterAndAMissingLockToo() {
        walk(true, object(SEGMENT, UNTIL, false), object(TILE, UNTIL, false));
        walk(
                true,
                new Observation(
                        "main", SEGMENT, "v1", 1, new ObjectLock(SEGMENT, "v1", LockMode.GOVERNANCE, UNTIL, false)),
                new Observation("main", TILE, "v1", 1, null));
        RetentionChanged change = recorded.change();
        assertThat(change.shortened()).isTrue();
        assertThat(change.objects()).isEqualTo(2);
    }

    @Test
    void whatCannotBeRecordedIsFoundAgain() {
        recorded.unavailable = true;
        assertThatThrownBy(() -> walk(true, object(SEGMENT, UNTIL, true))).hasMessageContaining("the journal is full");
        assertThat(changes.unmatched()).isZero();

        recorded.unavailable = false;
        walk(true, object(SEGMENT, UNTIL, true));
        assertThat(recorded.hold().placed()).isTrue();
        assertThat(changes.unmatched()).isOne();
    }

    @Test
    void whatWasSeenIsKnownAfterARestart() throws Exception {
        walk(true, object(SEGMENT, UNTIL, true));
        recorded.facts.clear();
        seen.close();
        open();

        assertThat(changes.unmatched()).isOne();
        walk(true, object(SEGMENT, UNTIL, true));
        assertThat(recorded.facts).isEmpty();
        assertThat(changes.health().getStatus().getCode()).isEqualTo("DOWN");
    }

    @Test
    void whatAProcessKeepsOfADamagedFileIsNothing() throws Exception {
        seen.close();
        Files.writeString(directory.resolve("retention/seen.db"), "no database".repeat(1000));
        open();
        walk(true, object(SEGMENT, UNTIL, true));
        assertThat(recorded.hold().placed()).isTrue();
    }
}
