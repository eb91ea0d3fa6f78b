package io.chirograph.gateway.exchange;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.event.value.Timing;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MarkCollectorTest {
    private static final long MILLI = 1_000_000;

    @Test
    void whatComesAtOnceIsOneMomentAndTheEndIsTold() {
        MarkCollector collector = new MarkCollector();
        collector.mark(-5, 10);
        collector.mark(-4, 20);
        assertThat(collector.marks()).isEqualTo(new Timing.Marks(List.of(0L, 0L), List.of(10L, 20L)));
        collector.mark(-5 + 7 * MILLI, 25);
        assertThat(collector.marks()).isEqualTo(new Timing.Marks(List.of(0L, 7L), List.of(10L, 25L)));
    }

    @Test
    void whatNeverCameHasNoMark() {
        assertThat(new MarkCollector().marks()).isEqualTo(new Timing.Marks(List.of(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({"1, 0", "127, 1", "128, 1", "129, 1", "5000, 1", "100000, 3", "3000, 5000", "200000, 0"})
    void everyMarkIsTrueAndTheyAreFewAndSpread(int chunks, int most) {
        Random random = new Random(chunks);
        MarkCollector collector = new MarkCollector();
        TreeMap<Long, Long> came = new TreeMap<>();
        long at = 0;
        long bytes = 0;
        for (int i = 0; i < chunks; i++) {
            bytes += 1 + random.nextInt(100);
            collector.mark(at * MILLI, bytes);
            came.put(bytes, at);
            at += most == 0 ? 0 : 1 + random.nextInt(most);
        }
        Timing.Marks marks = collector.marks();
        assertThat(marks.millis()).hasSizeLessThanOrEqualTo(Timing.Marks.MOST).isSorted();
        assertThat(marks.bytes()).isSorted().endsWith(bytes);
        for (int i = 0; i < marks.bytes().size(); i++) {
            assertThat(came.get(marks.bytes().get(i))).isEqualTo(marks.millis().get(i));
        }
        if (most > 0 && chunks > 1000) {
            assertThat(marks.millis()).hasSizeGreaterThan(30);
            long end = marks.millis().getLast();
            List<Long> gaps = new ArrayList<>();
            for (int i = 1; i < marks.millis().size(); i++) {
                gaps.add(marks.millis().get(i) - marks.millis().get(i - 1));
            }
            assertThat(gaps).allMatch(gap -> gap < end / 10);
        }
    }
}
