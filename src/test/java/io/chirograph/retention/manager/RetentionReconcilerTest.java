package io.chirograph.retention.manager;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.archive.LockingArchive;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.retention.SmallLog;
import io.chirograph.retention.requests.RetentionRequest;
import io.chirograph.retention.requests.RetentionRequestStore;
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

class RetentionReconcilerTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    @TempDir
    Path directory;

    private LockingArchive store;
    private SmallLog log;
    private RetentionRequestStore register;

    @BeforeEach
    void log() throws Exception {
        store = new LockingArchive(directory.resolve("archive"), SmallLog.UNTIL);
        log = new SmallLog(store);
        register = RetentionRequestStore.open(directory);
    }

    private RetentionReconciler applying() {
        return new RetentionReconciler(
                register, new HoldOperations(store, new ScopeResolver(store)), Duration.ofMinutes(1));
    }

    private void asked(RetentionRequest request) throws Exception {
        register.add(request.recorded(UUID.randomUUID()));
    }

    @Test
    void whatComesIntoAnOpenScopeIsHeldToo() throws Exception {
        String first = log.segment(TODAY, SmallLog.id(TODAY, 1));
        asked(RetentionRequest.place(
                "open", new ObjectScope(List.of(), TODAY, null, List.of(), null), "r", "ann", NOW));
        asked(RetentionRequest.place(
                "closed", new ObjectScope(List.of(), TODAY, TODAY, List.of(), null), "r", "ann", NOW));
        RetentionReconciler applying = applying();
        applying.apply();
        assertThat(store.isHeld(first)).isTrue();
        assertThat(applying.unfinished()).isEmpty();

        String second = log.segment(TODAY.plusDays(1), SmallLog.id(TODAY.plusDays(1), 2));
        applying.apply();
        assertThat(store.isHeld(second)).isTrue();
    }

    @Test
    void whatFailsIsToldAndTriedAgain() throws Exception {
        String segment = log.segment(TODAY, SmallLog.id(TODAY, 1));
        asked(RetentionRequest.place("m", new ObjectScope(List.of(), TODAY, TODAY, List.of(), null), "r", "ann", NOW));
        store.broken.add(segment);
        RetentionReconciler applying = applying();
        applying.apply();
        assertThat(applying.unfinished().values())
                .singleElement()
                .asString()
                .contains(segment)
                .contains("away");

        store.broken.clear();
        applying.apply();
        assertThat(applying.unfinished()).isEmpty();
        assertThat(store.isHeld(segment)).isTrue();
    }

    @Test
    void aRestartHoldsNothingAgainThatWasReleased() throws Exception {
        String monday = log.segment(TODAY, SmallLog.id(TODAY, 1));
        String tuesday = log.segment(TODAY.plusDays(1), SmallLog.id(TODAY.plusDays(1), 2));
        asked(RetentionRequest.place("over", ObjectScope.log(SmallLog.ID), "r", "ann", NOW));
        asked(RetentionRequest.place(
                "runs", new ObjectScope(List.of(), TODAY, TODAY, List.of(), null), "r", "ann", NOW));
        applying().apply();
        asked(RetentionRequest.release("over", null, "r", "ann", NOW));

        applying().apply();
        assertThat(store.isHeld(monday)).isTrue();
        assertThat(store.isHeld(tuesday)).isFalse();
        int changes = store.changes;

        applying().apply();
        assertThat(store.changes).isEqualTo(changes);
    }
}
