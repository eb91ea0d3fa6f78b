package io.chirograph.gateway.attempts;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.gateway.http.Headers;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttemptLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "retry-after-ms | 250 | 250",
                "retry-after-ms | 0.4 | 0",
                "x-ms-retry-after-ms | 1200 | 1200",
                "retry-after | 0 | 0",
                "retry-after | 7 | 7000",
                "retry-after | 1.5 | 1500",
                "retry-after | Mon, 30 Nov 2026 12:00:09 GMT | 9000",
                "retry-after | Mon, 30 Nov 2026 11:00:00 GMT | 0",
                "retry-after | -1 | -",
                "retry-after | soon | -",
                "retry-after | 1e9 | -",
                "retry-after | 0x10 | -",
                "retry-after | NaN | -",
                "retry-after | Mon, 99 Nov 2026 11:00:00 GMT | -",
                "retry-after | 99999999999999999999 | 31536000000",
                "retry-after-ms | -250 | -"
            })
    void aProviderSaysWhenItCanBeAskedAgain(String name, String value, Long millis) {
        var headers = new Headers();
        headers.add(name, value);
        assertThat(AskedWait.of(headers, NOW)).isEqualTo(millis == null ? null : Duration.ofMillis(millis));
    }

    @Test
    void millisecondsGoBeforeSeconds() {
        var headers = new Headers();
        headers.add("retry-after", "7");
        headers.add("retry-after-ms", "garbage");
        assertThat(AskedWait.of(headers, NOW)).isEqualTo(Duration.ofSeconds(7));
        headers.add("x-ms-retry-after-ms", "20");
        assertThat(AskedWait.of(headers, NOW)).isEqualTo(Duration.ofMillis(20));
        assertThat(AskedWait.of(new Headers(), NOW)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "CONSTANT,1,100",
        "CONSTANT,9,100",
        "LINEAR,3,300",
        "EXPONENTIAL,1,100",
        "EXPONENTIAL,4,800",
        "EXPONENTIAL,1000,10000",
        "LINEAR,1000,10000"
    })
    void aWaitIsAnythingUpToWhatHasGrown(AttemptLimits.Growth growth, int failures, long most) {
        var limits = new AttemptLimits(16, Duration.ofMillis(100), growth, null);
        var random = new Random(7);
        long longest = 0;
        long shortest = Long.MAX_VALUE;
        for (int i = 0; i < 5_000; i++) {
            long millis = limits.spread(failures, random).toMillis();
            longest = Math.max(longest, millis);
            shortest = Math.min(shortest, millis);
        }
        assertThat(longest).isBetween(most * 95 / 100, most);
        assertThat(shortest).isBetween(0L, most / 20);
    }

    @Test
    void nothingBeginsBehindTheCallersOwnTime() {
        var limits = new AttemptLimits(16, Duration.ZERO, AttemptLimits.Growth.CONSTANT, 1_000_000_000L);
        assertThat(limits.allows(Duration.ofMillis(900), 0)).isTrue();
        assertThat(limits.allows(Duration.ofSeconds(1), 0)).isFalse();
        assertThat(limits.firstByte(Duration.ofSeconds(5), 400_000_000L)).isEqualTo(Duration.ofMillis(600));
        assertThat(limits.firstByte(Duration.ofMillis(5), 400_000_000L)).isEqualTo(Duration.ofMillis(5));
        var endless = new AttemptLimits(16, Duration.ZERO, AttemptLimits.Growth.CONSTANT, null);
        assertThat(endless.allows(Duration.ofDays(1), 0)).isTrue();
    }
}
