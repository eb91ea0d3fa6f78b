package io.chirograph.limits;

import io.chirograph.web.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// A call does not fit a limit, and nothing was reserved for it.
public final class LimitReached extends Exception {
    private final ErrorCode code;
    private final String rule;
    private final @Nullable Duration retryAfter;
    private final @Nullable Instant resetAt;
    private final transient List<Standing> standings;

    LimitReached(
            ErrorCode code,
            String detail,
            String rule,
            @Nullable Duration retryAfter,
            @Nullable Instant resetAt,
            List<Standing> standings) {
        super(detail, null, false, false);
        this.code = code;
        this.rule = rule;
        this.retryAfter = retryAfter;
        this.resetAt = resetAt;
        this.standings = List.copyOf(standings);
    }

    public ErrorCode code() {
        return code;
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
