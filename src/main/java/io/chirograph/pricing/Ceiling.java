package io.chirograph.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The most that one tier makes of a call's tokens: its dearest prices in its dearest region. Immutable.
/// @param above it holds for calls with more input tokens than so many
/// @param request for the request itself
/// @param input for one token
/// @param output for one token
record Ceiling(long above, BigDecimal request, BigDecimal input, BigDecimal output) {
    private static final int MILLION = 6;

    /// Of all tiers of a line whose prices bound by tokens what a call costs.
    static List<Ceiling> of(PriceLine line) {
        BigDecimal factor = line.highestFactor();
        return line.allTiers()
                .flatMap(rates -> Stream.concat(Stream.of(new Rates.Above(-1, rates)), rates.above().stream()))
                .filter(each -> each.rates().isByTokenOrRequest())
                .map(each -> of(each.tokens(), each.rates(), factor))
                .toList();
    }

    private static Ceiling of(long above, Rates rates, BigDecimal factor) {
        BigDecimal request = Objects.requireNonNullElse(rates.price(Part.REQUEST), BigDecimal.ZERO);
        return new Ceiling(above, request.multiply(factor), token(rates, false, factor), token(rates, true, factor));
    }

    private static BigDecimal token(Rates rates, boolean isOutput, BigDecimal factor) {
        return rates.prices().entrySet().stream()
                .filter(entry -> entry.getKey().isTokens() && entry.getKey().isOutput() == isOutput)
                .map(Map.Entry::getValue)
                .reduce(BigDecimal.ZERO, BigDecimal::max)
                .movePointLeft(MILLION)
                .multiply(factor);
    }

    /// What the dearest of those that hold for so many tokens makes of them; null where none does.
    static @Nullable BigDecimal most(List<Ceiling> all, long inputTokens, long outputTokens) {
        BigDecimal most = null;
        for (Ceiling one : all) {
            if (inputTokens > one.above) {
                BigDecimal cost = one.request
                        .add(one.input.multiply(BigDecimal.valueOf(inputTokens)))
                        .add(one.output.multiply(BigDecimal.valueOf(outputTokens)));
                most = most == null ? cost : most.max(cost);
            }
        }
        return most;
    }
}
