package io.chirograph.archive.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

class StoreClockTest {
    private static final String DATE = "Sun, 22 Nov 2026 12:00:00 GMT";
    private static final Instant TOLD = Instant.parse("2026-11-22T12:00:00Z");

    private final StoreClock clock = new StoreClock(InstantSource.fixed(TOLD));

    private Duration ahead(Instant sent, Instant received) {
        clock.seen(DATE, sent, received);
        return clock.ahead().orElseThrow();
    }

    @Test
    void whatTheHeaderMayMeanIsNoSkew() {
        assertThat(clock.ahead()).isEmpty();
        assertThat(ahead(TOLD.minusSeconds(3), TOLD.plusMillis(10))).isZero();
        assertThat(ahead(TOLD.plusMillis(900), TOLD.plusSeconds(4))).isZero();
        assertThat(ahead(TOLD, TOLD)).isZero();
    }

    @Test
    void aClockAheadIsPositiveAndOneBehindNegative() {
        assertThat(ahead(TOLD.plusSeconds(61), TOLD.plusSeconds(62))).isEqualTo(Duration.ofMinutes(1));
        assertThat(ahead(TOLD.minusSeconds(62), TOLD.minusSeconds(60))).isEqualTo(Duration.ofMinutes(-1));
    }

    @Test
    void aStoreThatTellsNoTimeSaysNothing() {
        clock.seen("yesterday", TOLD, TOLD);
        assertThat(clock.ahead()).isEmpty();
    }
}
