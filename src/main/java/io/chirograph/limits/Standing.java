package io.chirograph.limits;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        Map<String, List<String>> own = new TreeMap<>();
        List<String> policies = new ArrayList<>();
        List<String> limits = new ArrayList<>();
        for (Standing one : standings) {
            own.computeIfAbsent("Chirograph-Limit-" + one.kind.header(), name -> new ArrayList<>())
                    .add(one.words());
            if (one.windowSeconds > 0 && one.kind != LimitKind.COST) {
                String name = "\"" + one.rule + "." + one.kind.word() + "\"";
                policies.add(name + ";q=" + one.limit + ";w=" + one.windowSeconds
                        + (one.kind == LimitKind.REQUESTS ? "" : ";qu=\"tokens\""));
                limits.add(name + ";r=" + one.remaining.toBigInteger() + ";t=" + one.resetSeconds);
            }
        }
        own.forEach((name, values) -> header.accept(name, String.join(", ", values)));
        if (!policies.isEmpty()) {
            header.accept("RateLimit-Policy", String.join(", ", policies));
            header.accept("RateLimit", String.join(", ", limits));
        }
    }

    private String words() {
        return "\"" + rule + "\";limit=" + number(limit) + ";remaining=" + number(remaining)
                + (windowSeconds == 0 ? "" : ";reset=" + resetSeconds);
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
