package io.chirograph.gateway.call;

import io.chirograph.support.json.StrictJson;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// What a caller says in `cf-aig-custom-cost` that its call costs: the whole, or by the token. Never obeyed.
record CustomCost(
        @Nullable BigDecimal total_cost,
        @Nullable BigDecimal per_token_in,
        @Nullable BigDecimal per_token_out) {
    private static final int LONGEST = 128;
    private static final int MOST_DIGITS = 30;

    CustomCost {
        if (Stream.of(total_cost, per_token_in, per_token_out).anyMatch(one -> one != null && !isBounded(one))) {
            throw new IllegalArgumentException("a cost must be from 0 and of at most " + MOST_DIGITS + " digits");
        }
        if (total_cost == null && per_token_in == null && per_token_out == null) {
            throw new IllegalArgumentException("no cost is stated");
        }
    }

    private static boolean isBounded(BigDecimal one) {
        return one.signum() >= 0 && one.precision() <= MOST_DIGITS && Math.abs((long) one.scale()) <= MOST_DIGITS;
    }

    /// What an event keeps of the header: the text as sent where it is such a statement, else `invalid`.
    static String recorded(String header) {
        if (header.length() > LONGEST) {
            return "invalid";
        }
        try {
            StrictJson.read(header.getBytes(StandardCharsets.UTF_8), CustomCost.class);
            return header;
        } catch (IllegalArgumentException notSuch) {
            return "invalid";
        }
    }
}
