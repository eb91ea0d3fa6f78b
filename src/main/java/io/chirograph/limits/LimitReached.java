package io.chirograph.limits;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A call does not fit a limit, and nothing was reserved for it.
public final class LimitReached extends Exception {
    /// What stands against the call.
    public enum Why {
        /// Requests or tokens of a window that is soon over.
        RATE,
        /// Money, or a longer window.
        QUOTA,
        /// So many calls are under way.
        CONCURRENCY,
        /// Money is counted, and the model has no price.
        UNPRICED,
        /// Tokens or money are counted, and nobody can say what the call takes.
        UNMETERED
    }

    private final Why why;
    private final String rule;
    private final @Nullable Duration retryAfter;
    private final @Nullable Instant resetAt;
    private final transient List<Standing> standings;

    LimitReached(
            Why why,
            String detail,
            String rule,
            @Nullable Duration retryAfter,
            @Nullable Instant resetAt,
            List<Standing> standings) {
        super(detail, null, false, false);
        this.why = why;
        this.rule = rule;
        this.retryAfter = retryAfter;
        this.resetAt = resetAt;
        this.standings = List.copyOf(standings);
    }

    public Why why() {
        return why;
    }

    public String detail() {
        return Objects.requireNonNull(getMessage());
    }

    /// The limit's id.
    public String rule() {
        return rule;
    }

    /// In whole seconds, one at least; null where waiting does not help, or takes too long.
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }

    /// When the window ends; null where no window does.
    public @Nullable Instant resetAt() {
        return resetAt;
    }

    /// How the limits stand that the call was held against.
    public List<Standing> standings() {
        return standings;
    }
}
