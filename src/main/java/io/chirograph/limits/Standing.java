package io.chirograph.limits;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// How one number of a limit stands for one subject.
/// @param remaining never below 0
/// @param windowSeconds 0 where no window counts
/// @param resetSeconds until the window ends, rounded up
public record Standing(
        String rule, LimitKind kind, BigDecimal limit, BigDecimal remaining, long windowSeconds, long resetSeconds) {
    private static final int ROOM = 128;

    /// So many fit into a `long`.
    private static final int MOST_DIGITS = 18;

    /// Says how limits stand in headers: `Chirograph-Limit-<Kind>`, and `RateLimit-Policy` and `RateLimit`
    /// of draft-ietf-httpapi-ratelimit-headers-12 for what is counted in whole numbers over a window.
    public static void headers(List<Standing> standings, BiConsumer<String, String> header) {
        StringBuilder policies = null;
        StringBuilder limits = null;
        for (LimitKind kind : LimitKind.ALL) {
            StringBuilder words = null;
            for (Standing one : standings) {
                if (one.kind == kind) {
                    words = next(words);
                    one.words(words);
                }
            }
            if (words != null) {
                header.accept(kind.header(), words.toString());
            }
        }
        for (Standing one : standings) {
            if (one.windowSeconds > 0 && one.kind != LimitKind.COST) {
                policies = next(policies);
                one.name(policies).append(";q=");
                number(policies, one.limit);
                policies.append(";w=").append(one.windowSeconds);
                if (one.kind != LimitKind.REQUESTS) {
                    policies.append(";qu=\"tokens\"");
                }
                limits = next(limits);
                one.name(limits).append(";r=");
                number(limits, one.remaining);
                limits.append(";t=").append(one.resetSeconds);
            }
        }
        if (policies != null && limits != null) {
            header.accept("RateLimit-Policy", policies.toString());
            header.accept("RateLimit", limits.toString());
        }
    }

    private static StringBuilder next(@Nullable StringBuilder list) {
        return list == null ? new StringBuilder(ROOM) : list.append(", ");
    }

    private StringBuilder name(StringBuilder text) {
        return text.append('"').append(rule).append('.').append(kind.word()).append('"');
    }

    private void words(StringBuilder text) {
        text.append('"').append(rule).append("\";limit=");
        number(text, limit);
        text.append(";remaining=");
        number(text, remaining);
        if (windowSeconds != 0) {
            text.append(";reset=").append(resetSeconds);
        }
    }

    /// As RFC 9651 has decimals, with three digits behind the point at most. None is below 0.
    private static void number(StringBuilder text, BigDecimal value) {
        if (value.scale() == 0 && value.precision() <= MOST_DIGITS) {
            text.append(value.longValue());
            return;
        }
        BigDecimal rounded = value.setScale(3, RoundingMode.DOWN);
        if (rounded.precision() > MOST_DIGITS) {
            BigDecimal bare = rounded.stripTrailingZeros();
            text.append((bare.scale() < 0 ? bare.setScale(0) : bare).toPlainString());
            return;
        }
        long thousandths = rounded.scaleByPowerOfTen(3).longValue();
        text.append(thousandths / 1000);
        int rest = (int) (thousandths % 1000);
        if (rest > 0) {
            text.append('.').append(rest / 100);
            if (rest % 100 > 0) {
                text.append(rest / 10 % 10);
            }
            if (rest % 10 > 0) {
                text.append(rest % 10);
            }
        }
    }
}
