package io.chirograph.gateway.attempts;

import io.chirograph.gateway.call.Call;
import io.chirograph.gateway.http.Headers;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// How often and how long one call may be tried. A caller's wish only makes it less.
/// @param attempts how often the call is sent in all
/// @param delay the first wait, before it is spread
/// @param until when its caller gives up, as `System.nanoTime()`; null where nobody knows
public record AttemptLimits(
        int attempts,
        Duration delay,
        Growth growth,
        @Nullable Long until) {
    /// No call is sent more often.
    public static final int MOST = 16;

    /// No call waits longer in all.
    public static final Duration MOST_WAIT = Duration.ofSeconds(60);

    static final AttemptLimits ONCE = new AttemptLimits(1, Duration.ZERO, Growth.CONSTANT, null);

    private static final Duration USUAL_DELAY = Duration.ofMillis(500);
    private static final Duration MOST_DELAY = Duration.ofSeconds(10);

    /// How waits grow from one to the next.
    enum Growth {
        CONSTANT,
        LINEAR,
        EXPONENTIAL
    }

    static AttemptLimits of(Call call) {
        Headers headers = call.request().headers();
        BigDecimal wish = number(headers, "cf-aig-max-attempts");
        BigDecimal delay = number(headers, "cf-aig-retry-delay");
        return new AttemptLimits(
                wish == null
                        ? MOST
                        : wish.max(BigDecimal.ONE).min(BigDecimal.valueOf(MOST)).intValue(),
                delay == null ? USUAL_DELAY : least(delay, MOST_DELAY, 1),
                growth(headers.list("cf-aig-backoff")),
                until(call));
    }

    private static Growth growth(@Nullable String word) {
        return switch (word == null ? "" : word.strip().toLowerCase(Locale.ROOT)) {
            case "constant" -> Growth.CONSTANT;
            case "linear" -> Growth.LINEAR;
            default -> Growth.EXPONENTIAL;
        };
    }

    /// `cf-aig-request-timeout` is in milliseconds, `X-Stainless-Timeout` of the SDKs in seconds.
    private static @Nullable Long until(Call call) {
        Headers headers = call.request().headers();
        Duration most = Duration.ofDays(1);
        Duration within = least(number(headers, "cf-aig-request-timeout"), most, 1);
        Duration ofSdk = least(number(headers, "x-stainless-timeout"), most, 1000);
        within = ofSdk.compareTo(within) < 0 ? ofSdk : within;
        return within.equals(most) ? null : (Long) (call.request().arrived() + within.toNanos());
    }

    private static Duration least(@Nullable BigDecimal value, Duration most, int millis) {
        return value == null
                ? most
                : Duration.ofMillis(value.multiply(BigDecimal.valueOf(millis))
                        .min(BigDecimal.valueOf(most.toMillis()))
                        .longValue());
    }

    /// A number above zero; null for anything else.
    static @Nullable BigDecimal number(Headers headers, String name) {
        String text = headers.list(name);
        return text == null ? null : positive(text.strip());
    }

    private static @Nullable BigDecimal positive(String text) {
        return text.matches("[0-9]{1,12}(\\.[0-9]{1,9})?") && !text.matches("[0.]*") ? new BigDecimal(text) : null;
    }

    /// A wait after a target failed for the `n`th time: anything between nothing and what has grown by then.
    Duration spread(int n, RandomGenerator random) {
        long grown = switch (growth) {
            case CONSTANT -> delay.toMillis();
            case LINEAR -> delay.toMillis() * n;
            case EXPONENTIAL -> delay.toMillis() << Math.min(n - 1, 16);
        };
        return Duration.ofMillis(random.nextLong(Math.min(grown, MOST_DELAY.toMillis()) + 1));
    }

    /// Whether the caller will still be there after this wait.
    boolean allows(Duration wait, long now) {
        return until == null || until - now - wait.toNanos() > 0;
    }

    /// How long the head of a further answer may be waited for.
    Duration firstByte(Duration configured, long now) {
        return until == null || until - now >= configured.toNanos() ? configured : Duration.ofNanos(until - now);
    }
}
