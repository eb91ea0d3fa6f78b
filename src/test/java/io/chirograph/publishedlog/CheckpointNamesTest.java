package io.chirograph.publishedlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Of a million checkpoints the newest one is found with at most 64 requests, however they lie.
class CheckpointNamesTest {
    private static final int MOST = 64;
    private static final int MILLION = 1_000_000;
    private static final long END = 9_999_999_999_999_999L;

    private final Random random = new Random(20261122);
    private int requests;

    private CheckpointNames search(long... sorted) {
        requests = 0;
        return new CheckpointNames(after -> {
            requests++;
            int at = Arrays.binarySearch(sorted, after + 1);
            int next = at < 0 ? -at - 1 : at;
            return next == sorted.length ? OptionalLong.empty() : OptionalLong.of(sorted[next]);
        });
    }

    private void assertFound(long... sorted) throws Exception {
        long newest = sorted[sorted.length - 1];
        assertThat(search(sorted).newest(-1)).hasValue(newest);
        assertThat(requests).isLessThanOrEqualTo(MOST);
        for (long known : new long[] {-1, 0, 1, sorted[0], sorted[sorted.length / 2], newest / 3}) {
            assertThat(search(sorted).newest(known)).hasValue(newest);
            assertThat(requests).as("from " + known).isLessThanOrEqualTo(MOST);
        }
        assertThat(search(sorted).newest(newest)).hasValue(newest);
        assertThat(requests).as("when it is known").isEqualTo(2);
        if (newest < END) {
            assertThat(search(sorted).newest(newest + 1)).hasValue(newest);
            assertThat(requests).as("from beyond the end").isLessThanOrEqualTo(MOST);
        }
    }

    private long[] steps(int count, int most) {
        long[] sizes = new long[count];
        long size = 0;
        for (int i = 0; i < count; i++) {
            size += 1 + random.nextInt(most);
            sizes[i] = size;
        }
        return sizes;
    }

    @Test
    void noneIsFoundWithOneRequest() throws Exception {
        assertThat(search().newest(-1)).isEmpty();
        assertThat(requests).isEqualTo(1);
        assertThat(search().newest(0)).isEmpty();
        assertThat(search().newest(7)).isEmpty();
    }

    @Test
    void theNewestOfAMillion() throws Exception {
        for (int most : new int[] {1, 20, 10_000, 1_000_000_000}) {
            assertFound(steps(MILLION, most));
        }
    }

    @Test
    void theNewestOfAMillionThatLieAsBadlyAsCanBe() throws Exception {
        long[] lastFarOff = steps(MILLION, 3);
        for (long far : new long[] {END, END - 1, 1L << 53, (1L << 53) - 1, (1L << 52) + 1}) {
            lastFarOff[MILLION - 1] = far;
            assertFound(lastFarOff);
        }
        long[] allAtTheEnd = new long[MILLION];
        Arrays.setAll(allAtTheEnd, i -> END - MILLION + 1 + i);
        assertFound(allAtTheEnd);
        long[] powers = new long[54];
        Arrays.setAll(powers, i -> 1L << i);
        assertFound(powers);
    }

    @Test
    void anyFew() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            long[] sizes = random.longs(1 + random.nextInt(4), 0, 1L << (1 + random.nextInt(53)))
                    .sorted()
                    .distinct()
                    .toArray();
            assertFound(sizes);
        }
    }
}
