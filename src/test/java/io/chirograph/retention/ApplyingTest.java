package io.chirograph.retention;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.ObjectScope;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApplyingTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 22);

    @TempDir
    Path directory;

    private LockingArchive store;
    private SmallLog log;
    private Register register;

    @BeforeEach
    void log() throws Exception {
        store = new LockingArchive(directory.resolve("archive"), SmallLog.UNTIL);
        log = new SmallLog(store);
        register = Register.open(directory);
    }

    private Applying applying() {
        return new Applying(register, new Holding(store, new Scopes(store)), Duration.ofMinutes(1));
    }

    private void asked(Request request) throws Exception {
        register.add(request.recorded(UUID.randomUUID()));
    }

    @Test
    void whatComesIntoAnOpenScopeIsHeldToo() throws Exception {
        String first = log.segment(TODAY, SmallLog.id(TODAY, 1));
        asked(Request.place("open", ObjectScope.days(TODAY, null), "r", "ann", NOW));
        asked(Request.place("closed", ObjectScope.days(TODAY, TODAY), "r", "ann", NOW));
        Applying applying = applying();
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
        asked(Request.place("m", ObjectScope.days(TODAY, TODAY), "r", "ann", NOW));
        store.broken.add(segment);
        Applying applying = applying();
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
        asked(Request.place("over", ObjectScope.log(SmallLog.ID), "r", "ann", NOW));
        asked(Request.place("runs", ObjectScope.days(TODAY, TODAY), "r", "ann", NOW));
        applying().apply();
        asked(Request.release("over", null, "r", "ann", NOW));

        applying().apply();
        assertThat(store.isHeld(monday)).isTrue();
        assertThat(store.isHeld(tuesday)).isFalse();
        int changes = store.changes;

        applying().apply();
        assertThat(store.changes).isEqualTo(changes);
    }
}
