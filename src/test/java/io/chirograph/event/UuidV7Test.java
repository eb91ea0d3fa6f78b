package io.chirograph.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class UuidV7Test {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-11-21T09:30:00Z"));

    @Test
    void carriesVersionVariantAndTime() {
        UUID id = new UuidV7(clock).next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
    }

    @Test
    void increasesWhileTheClockStandsStillOrStepsBackALittle() {
        UuidV7 ids = new UuidV7(clock);
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            made.add(ids.next().toString());
        }
        clock.advance(Duration.ofSeconds(-5));
        made.add(ids.next().toString());

        assertThat(made).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void followsAClockThatStepsBackFar() {
        UuidV7 ids = new UuidV7(clock);
        ids.next();
        clock.advance(Duration.ofHours(-1));

        assertThat(ids.next().getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
    }

    @Test
    void manyThreadsNeverGetTheSameId() throws InterruptedException {
        UuidV7 ids = new UuidV7(clock);
        Set<UUID> made = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            threads.add(Thread.ofVirtual().start(() -> {
                for (int i = 0; i < 5_000; i++) {
                    made.add(ids.next());
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(made).hasSize(40_000);
    }
}
