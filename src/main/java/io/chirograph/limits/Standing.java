package io.chirograph.limits;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// How one number of a limit stands for one subject.
/// @param remaining never below 0
/// @param windowSeconds 0 where no window counts
/// @param resetSeconds until the window ends, rounded up
public record Standing(
        String rule, LimitKind kind, BigDecimal limit, BigDecimal remaining, long windowSeconds, long resetSeconds) {
    /// Says how limits stand in headers: `Chirograph-Limit-<Kind>`, and `RateLimit-Policy` and `RateLimit`
    /// of draft-ietf-httpapi-ratelimit-headers-12 for what is counted in whole numbers over a window.
    public static void headers(List<Standing> standings, BiConsumer<String, String> header) {
        Map<LimitKind, StringBuilder> own = new EnumMap<>(LimitKind.class);
        StringBuilder policies = new StringBuilder();
        StringBuilder limits = new StringBuilder();
        for (Standing one : standings) {
            one.words(next(own.computeIfAbsent(one.kind, kind -> new StringBuilder())));
            if (one.windowSeconds > 0 && one.kind != LimitKind.COST) {
                one.name(next(policies))
                        .append(";q=")
                        .append(number(one.limit))
                        .append(";w=")
                        .append(one.windowSeconds)
                        .append(one.kind == LimitKind.REQUESTS ? "" : ";qu=\"tokens\"");
                one.name(next(limits))
                        .append(";r=")
                        .append(number(one.remaining))
                        .append(";t=")
                        .append(one.resetSeconds);
            }
        }
        own.forEach((kind, words) -> header.accept(kind.header(), words.toString()));
        if (!policies.isEmpty()) {
            header.accept("RateLimit-Policy", policies.toString());
            header.accept("RateLimit", limits.toString());
        }
    }

    private static StringBuilder next(StringBuilder list) {
        return list.isEmpty() ? list : list.append(", ");
    }

    private StringBuilder name(StringBuilder text) {
        return text.append('"').append(rule).append('.').append(kind.word()).append('"');
    }

    private void words(StringBuilder text) {
        text.append('"').append(rule).append("\";limit=").append(number(limit));
        text.append(";remaining=").append(number(remaining));
        if (windowSeconds != 0) {
            text.append(";reset=").append(resetSeconds);
        }
    }

    /// As RFC 9651 has decimals, with three digits behind the point at most.
    private static String number(BigDecimal value) {
        if (value.scale() == 0 && value.precision() <= 18) {
            return Long.toString(value.longValueExact());
        }
        BigDecimal rounded = value.setScale(Math.min(3, Math.max(0, value.scale())), RoundingMode.DOWN)
                .stripTrailingZeros();
        return (rounded.scale() < 0 ? rounded.setScale(0) : rounded).toPlainString();
    }
}
