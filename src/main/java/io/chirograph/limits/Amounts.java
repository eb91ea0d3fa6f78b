package io.chirograph.limits;

import java.math.BigDecimal;

/// How much of everything that limits count.
/// @param cost in US dollars
record Amounts(long requests, long inputTokens, long outputTokens, BigDecimal cost) {
    static final Amounts NOTHING = new Amounts(0, 0, 0, BigDecimal.ZERO);

    Amounts plus(Amounts more) {
        return new Amounts(
                Math.addExact(requests, more.requests),
                Math.addExact(inputTokens, more.inputTokens),
                Math.addExact(outputTokens, more.outputTokens),
                cost.add(more.cost));
    }

    Amounts minus(Amounts less) {
        return new Amounts(
                requests - less.requests,
                inputTokens - less.inputTokens,
                outputTokens - less.outputTokens,
                cost.subtract(less.cost));
    }
}
