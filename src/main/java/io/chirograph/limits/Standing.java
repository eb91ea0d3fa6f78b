package io.chirograph.limits;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/// How one number of a limit stands for one subject.
/// @param remaining never below 0
/// @param resetSeconds until the window ends, rounded up
public record Standing(Terms terms, BigDecimal remaining, long resetSeconds) {
    private static final int ROOM = 128;

    /// So many fit into a `long`.
    private static final int MOST_DIGITS = 18;

    /// What stays the same from call to call, and its words.
    /// @param windowSeconds 0 where no window counts
    /// @param own of the header of its kind, before what remains
    /// @param policy of `RateLimit-Policy`; null for what is not counted in whole numbers over a window
    /// @param named of `RateLimit`, before what remains
    record Terms(
            LimitKind kind,
            BigDecimal limit,
            long windowSeconds,
            String own,
            @Nullable String policy,
            String named) {
        static Terms of(String rule, LimitKind kind, BigDecimal limit, long windowSeconds) {
            String most = number(new StringBuilder(), limit).toString();
            String name = '"' + rule + '.' + kind.word() + '"';
            String unit = kind == LimitKind.REQUESTS ? "" : ";qu=\"tokens\"";
            return new Terms(
                    kind,
                    limit,
                    windowSeconds,
                    '"' + rule + "\";limit=" + most + ";remaining=",
                    windowSeconds == 0 || kind == LimitKind.COST
                            ? null
                            : name + ";q=" + most + ";w=" + windowSeconds + unit,
                    name + ";r=");
        }
    }

    /// Says how limits stand in headers: `Chirograph-Limit-<Kind>`, and `RateLimit-Policy` and `RateLimit`
    /// of draft-ietf-httpapi-ratelimit-headers-12 for what is counted in whole numbers over a window.
    public static void headers(List<Standing> standings, BiConsumer<String, String> header) {
        StringBuilder policies = null;
        StringBuilder limits = null;
        for (LimitKind kind : LimitKind.ALL) {
            StringBuilder words = null;
            for (Standing one : standings) {
                if (one.terms.kind == kind) {
                    words = next(words);
                    one.words(words);
                }
            }
            if (words != null) {
                header.accept(kind.header(), words.toString());
            }
        }
        for (Standing one : standings) {
            if (one.terms.policy != null) {
                policies = next(policies).append(one.terms.policy);
                limits = next(limits).append(one.terms.named);
                number(limits, one.remaining).append(";t=").append(one.resetSeconds);
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

    private void words(StringBuilder text) {
        number(text.append(terms.own), remaining);
        if (terms.windowSeconds != 0) {
            text.append(";reset=").append(resetSeconds);
        }
    }

    /// As RFC 9651 has decimals, with three digits behind the point at most. None is below 0.
    private static StringBuilder number(StringBuilder text, BigDecimal value) {
        if (value.scale() == 0 && value.precision() <= MOST_DIGITS) {
            return text.append(value.longValue());
        }
        BigDecimal rounded = value.setScale(3, RoundingMode.DOWN);
        if (rounded.precision() > MOST_DIGITS) {
            BigDecimal bare = rounded.stripTrailingZeros();
            return text.append((bare.scale() < 0 ? bare.setScale(0) : bare).toPlainString());
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
        return text;
    }
}
