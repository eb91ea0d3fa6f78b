package io.chirograph.recording;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ClockWatchTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T09:30:00Z"));
    private final ClockWatch watch = new ClockWatch(clock);

    @Test
    void stepsAreCountedThoughTheyAreTakenAndOvertakingIsNone() {
        watch.see(clock.instant());
        watch.see(clock.instant().minusMillis(900));
        assertThat(watch.steps()).isZero();

        clock.advance(Duration.ofSeconds(-30));
        assertThat(watch.take()).isEqualTo(30_000);
        assertThat(watch.take()).isNull();
        assertThat(watch.steps()).isEqualTo(1);

        clock.advance(Duration.ofMinutes(-2));
        watch.see(clock.instant());
        assertThat(watch.steps()).isEqualTo(2);
    }
}
