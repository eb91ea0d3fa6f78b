package io.chirograph.exporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class BatchIntervalTest {
    private static ExporterProperties properties(Duration alarmAfter, long perDay) {
        return new ExporterProperties(
                true,
                10_000,
                DataSize.ofMegabytes(4),
                Duration.ofSeconds(5),
                alarmAfter,
                Duration.ofMillis(200),
                Duration.ofSeconds(30),
                Duration.ofSeconds(10),
                perDay,
                DataSize.ofGigabytes(1));
    }

    private static Duration after(int objects, long perDay) {
        BatchInterval pace = new BatchInterval(properties(Duration.ofMinutes(10), perDay));
        pace.published(objects);
        return pace.age();
    }

    @Test
    void withoutABoundNothingChanges() {
        assertThat(after(1000, 0)).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aBatchPaysForItsObjects() {
        assertThat(after(2, 86_400)).isEqualTo(Duration.ofSeconds(5));
        assertThat(after(2, 8_640)).isEqualTo(Duration.ofSeconds(20));
        assertThat(after(3, 8_640)).isEqualTo(Duration.ofSeconds(30));
        assertThat(after(2, 10)).isEqualTo(BatchInterval.MOST);
    }

    @Test
    void aDayOfOneEventASecondStaysWithinTheBound() {
        long perDay = 5_000;
        BatchInterval pace = new BatchInterval(properties(Duration.ofMinutes(10), perDay));
        Duration day = Duration.ZERO;
        long objects = 0;
        for (int batch = 0; day.compareTo(Duration.ofDays(1)) < 0; batch++) {
            int made = batch % 10 == 0 ? 3 : 2;
            objects += made;
            pace.published(made);
            day = day.plus(pace.age());
        }
        assertThat(objects).isLessThanOrEqualTo(perDay + 3).isGreaterThan(perDay - 10);
    }

    @Test
    void theAlarmIsNeverWaitedFor() {
        BatchInterval pace = new BatchInterval(properties(Duration.ofSeconds(60), 10));
        pace.published(2);
        assertThat(pace.age()).isEqualTo(Duration.ofSeconds(45));
    }
}
