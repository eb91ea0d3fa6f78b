package io.chirograph.pricing;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The prices of one tier. A price that is not there is unknown: it is neither zero nor that of something else.
/// @param prices in US dollars, by the million for tokens, else by the piece
/// @param above what holds instead, all of it, for calls with more input tokens than so many; by rising numbers
record Rates(Map<Part, BigDecimal> prices, List<Above> above) {
    /// @param tokens of input, cached ones included
    record Above(long tokens, Rates rates) {}

    Rates {
        prices = prices.isEmpty() ? Map.of() : Collections.unmodifiableMap(new EnumMap<>(prices));
        above = List.copyOf(above);
    }

    @Nullable
    BigDecimal price(Part part) {
        return prices.get(part);
    }

    /// Whether what a request can cost is bounded by its tokens.
    boolean isByTokenOrRequest() {
        return prices.keySet().stream().anyMatch(part -> part.isTokens() || part == Part.REQUEST);
    }

    boolean has(Part part) {
        return prices.containsKey(part);
    }

    /// What holds for a call with so many input tokens.
    Rates at(long input) {
        Rates found = this;
        for (Above each : above) {
            if (input > each.tokens) {
                found = each.rates;
            }
        }
        return found;
    }

    Rates times(BigDecimal factor) {
        Map<Part, BigDecimal> multiplied = new EnumMap<>(Part.class);
        prices.forEach((part, price) -> multiplied.put(part, price.multiply(factor)));
        return new Rates(
                multiplied,
                above.stream()
                        .map(each -> new Above(each.tokens, each.rates.times(factor)))
                        .toList());
    }
}
