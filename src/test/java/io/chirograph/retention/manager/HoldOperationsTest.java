package io.chirograph.retention.manager;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.archive.LockingArchive;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.retention.SmallLog;
import io.chirograph.retention.scope.ScopeResolver;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HoldOperationsTest {
    private static final LocalDate MONDAY = LocalDate.of(2026, 11, 16);
    private static final UUID FIRST = SmallLog.id(MONDAY, 1);
    private static final UUID SECOND = SmallLog.id(MONDAY.plusDays(1), 2);
    private static final UUID THIRD = SmallLog.id(MONDAY.plusDays(2), 3);
    private static final String LOG = SmallLog.ID;

    @TempDir
    Path directory;

    private LockingArchive store;
    private HoldOperations holding;
    private String monday = "";
    private String tuesday = "";
    private String wednesday = "";
    private String tile = "";

    @BeforeEach
    void log() throws Exception {
        store = new LockingArchive(directory, SmallLog.UNTIL);
        holding = new HoldOperations(store, new ScopeResolver(store));
        var log = new SmallLog(store);
        monday = log.segment(MONDAY, FIRST);
        tuesday = log.segment(MONDAY.plusDays(1), SECOND, SmallLog.id(MONDAY.plusDays(1), 9));
        wednesday = log.segment(MONDAY.plusDays(2), THIRD);
        tile = log.tile("0/000");
    }

    private static String checkpoint(long size) {
        return LOG + "/checkpoints/%016d".formatted(size);
    }

    @Test
    void aCallIsHeldBySegmentCoveringCheckpointAndTile() throws Exception {
        HoldOperations.Outcome outcome = holding.place(ObjectScope.ids(List.of(SECOND)));

        assertThat(store.held()).containsExactlyInAnyOrder(tuesday, checkpoint(3), tile);
        assertThat(outcome.done()).isEqualTo(3);
        assertThat(outcome.failed()).isEmpty();
    }

    @Test
    void daysAreBoundedOrOpen() throws Exception {
        holding.place(new ObjectScope(List.of(), MONDAY, MONDAY, List.of(), null));
        assertThat(store.held()).contains(monday).doesNotContain(tuesday, wednesday);

        holding.place(new ObjectScope(List.of(), MONDAY.plusDays(1), null, List.of(), null));
        assertThat(store.held()).contains(tuesday, wednesday);
    }

    @Test
    void anIdThatIsNowhereIsAnError() {
        UUID unknown = SmallLog.id(MONDAY, 77);
        assertThatThrownBy(() -> holding.place(ObjectScope.ids(List.of(FIRST, unknown))))
                .isInstanceOf(ScopeResolver.UnknownIdException.class)
                .hasMessageContaining(unknown.toString())
                .hasMessageNotContaining(FIRST.toString());
    }

    @Test
    void whatFailsIsNamedAndARepetitionGoesOn() throws Exception {
        store.broken.add(tuesday);
        HoldOperations.Outcome first = holding.place(ObjectScope.log(LOG));
        assertThat(first.failed()).containsOnlyKeys(tuesday + " null");
        assertThat(first.done()).isEqualTo(6);

        store.broken.clear();
        HoldOperations.Outcome second = holding.place(ObjectScope.log(LOG));
        assertThat(second.failed()).isEmpty();
        assertThat(second.done()).isOne();
        assertThat(second.left()).isEqualTo(6);
    }

    @Test
    void aReleaseSparesWhatAnotherMatterHolds() throws Exception {
        holding.place(ObjectScope.log(LOG));
        holding.release(
                List.of(ObjectScope.log(LOG)), List.of(new ObjectScope(List.of(), MONDAY, MONDAY, List.of(), null)));

        assertThat(store.held()).containsExactlyInAnyOrder(monday, checkpoint(1), tile);
    }

    @Test
    void locksAreLengthenedAndNeverShortened() throws Exception {
        Instant later = SmallLog.UNTIL.plus(Duration.ofDays(30));
        store.date(monday, later.plus(Duration.ofDays(1)));

        HoldOperations.Outcome outcome = holding.extend(ObjectScope.prefix(LOG + "/events/"), later, null);

        assertThat(outcome.done()).isEqualTo(2);
        assertThat(outcome.left()).isOne();
        assertThat(outcome.failed()).isEmpty();
        assertThat(store.lock(tuesday, null).orElseThrow().retainUntil()).isEqualTo(later);
        assertThat(store.lock(monday, null).orElseThrow().retainUntil()).isAfter(later);
    }

    @Test
    void eachLockMovesByItsOwnDate() throws Exception {
        holding.extend(ObjectScope.prefix(monday), null, Duration.ofDays(10));

        assertThat(holding.dates(ObjectScope.prefix(LOG + "/events/")))
                .containsExactly(SmallLog.UNTIL, SmallLog.UNTIL, SmallLog.UNTIL.plus(Duration.ofDays(10)));
    }

    @Test
    void aLockThatIsGoneWhenItIsToMoveIsAFailureOfItsObject() throws Exception {
        store.unlocked.add(monday);

        HoldOperations.Outcome outcome =
                holding.extend(ObjectScope.prefix(LOG + "/events/"), null, Duration.ofDays(10));

        assertThat(outcome.done()).isEqualTo(2);
        assertThat(outcome.failed()).hasSize(1);
        assertThat(outcome.failed().toString()).contains(monday, "no lock that could be lengthened");
    }

    @Test
    void whatIsHeldIsListed() throws Exception {
        holding.place(ObjectScope.prefix(monday));
        assertThat(holding.held(ObjectScope.log(LOG)))
                .singleElement()
                .satisfies(lock -> assertThat(lock.key()).isEqualTo(monday));
    }
}
