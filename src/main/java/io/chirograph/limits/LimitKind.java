package io.chirograph.limits;

import io.chirograph.policy.model.Limit;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/// What can be limited, by the words of policies.
enum LimitKind {
    REQUESTS("requests", "Requests"),
    TOKENS("tokens", "Tokens"),
    INPUT_TOKENS("input-tokens", "Input-Tokens"),
    OUTPUT_TOKENS("output-tokens", "Output-Tokens"),
    COST("cost", "Cost"),
    CONCURRENCY("concurrency", "Concurrency");

    /// All of them; not to be changed.
    static final LimitKind[] ALL = values();

    private final String word;
    private final String header;

    LimitKind(String word, String header) {
        this.word = word;
        this.header = "Chirograph-Limit-" + header;
    }

    String word() {
        return word;
    }

    /// The name of its header.
    String header() {
        return header;
    }

    /// How much there is; null where the limit does not say.
    @Nullable
    BigDecimal most(Limit limit) {
        Long count = switch (this) {
            case REQUESTS -> limit.requests();
            case TOKENS -> limit.tokens();
            case INPUT_TOKENS -> limit.inputTokens();
            case OUTPUT_TOKENS -> limit.outputTokens();
            case CONCURRENCY -> limit.concurrency();
            case COST -> null;
        };
        return this == COST ? limit.cost() : count == null ? null : BigDecimal.valueOf(count);
    }

    /// How much of it these amounts are; nothing of concurrency, which no window counts.
    BigDecimal of(Amounts amounts) {
        return switch (this) {
            case REQUESTS -> BigDecimal.valueOf(amounts.requests());
            case TOKENS -> BigDecimal.valueOf(amounts.inputTokens() + amounts.outputTokens());
            case INPUT_TOKENS -> BigDecimal.valueOf(amounts.inputTokens());
            case OUTPUT_TOKENS -> BigDecimal.valueOf(amounts.outputTokens());
            case COST -> amounts.cost();
            case CONCURRENCY -> BigDecimal.ZERO;
        };
    }
}
