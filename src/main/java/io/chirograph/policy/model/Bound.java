package io.chirograph.policy.model;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// Limits of one scalar parameter. A call beyond them is refused; nothing is ever changed.
/// @param required whether a call that does not say is refused
public record Bound(@Nullable BigDecimal min, @Nullable BigDecimal max, boolean required) {
    public Bound {
        if (min == null && max == null) {
            throw new Misfit("", "has no 'max' and no 'min'");
        }
    }

    public boolean contains(BigDecimal value) {
        return (min == null || value.compareTo(min) >= 0) && (max == null || value.compareTo(max) <= 0);
    }

    public String words() {
        return min == null ? "at most " + max : max == null ? "at least " + min : "from " + min + " to " + max;
    }
}
