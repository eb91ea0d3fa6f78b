package io.chirograph.limits;

import io.chirograph.policy.model.Limit;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A call that is about to start, as limits see it.
public interface LimitedCall {
    /// The limits that its head lets be about it.
    List<Limit> limits();

    /// The model that it goes to; null where that is not known.
    @Nullable
    String model();

    /// Whose it is by one of the words that subjects are told apart by; empty for nobody's.
    String subject(String word);

    /// The same word as its event may say it.
    String shown(String word, String subject);

    /// The most that it is likely to take; null where nobody can say. Asked for once, and only where it
    /// counts.
    @Nullable
    Estimate estimate() throws IOException;

    /// The most that so many tokens cost, in US dollars; null where the model has no price.
    @Nullable
    BigDecimal ceiling(Estimate estimate);

    /// The most tokens that a call is likely to take.
    record Estimate(long inputTokens, long outputTokens) {
        /// A call that takes no tokens.
        public static final Estimate NOTHING = new Estimate(0, 0);

        private static final long MOST = 1L << 50;

        public Estimate {
            inputTokens = Math.clamp(inputTokens, 0, MOST);
            outputTokens = Math.clamp(outputTokens, 0, MOST);
        }
    }
}
