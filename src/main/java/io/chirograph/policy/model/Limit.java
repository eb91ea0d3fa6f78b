package io.chirograph.policy.model;

import com.fasterxml.jackson.annotation.JsonFormat;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// How much of something each subject may use in a window. Several may be about one call: it must fit all
/// of them.
/// @param id what is used is counted under it, whatever else of the limit changes
/// @param when the calls that count
/// @param models patterns; a call whose model is not known counts
/// @param per what a subject is told apart by; nothing for one subject that all calls are
/// @param tokens of input and output together
/// @param cost in US dollars
/// @param concurrency calls under way at once
/// @param window null where only concurrency is limited
/// @param zone of the calendar
/// @param warn percents of a limit that are told of, rising
public record Limit(
        String id,
        RuleCondition when,
        Globs models,
        List<String> per,
        @Nullable Long requests,
        @Nullable Long tokens,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable BigDecimal cost,
        @Nullable Long concurrency,
        @Nullable LimitWindow window,
        ZoneId zone,

        @JsonFormat(without = JsonFormat.Feature.ACCEPT_SINGLE_VALUE_AS_ARRAY)
        List<Long> warn,

        Mode mode) {
    /// So many limits has a policy at most: each stands in the event of a call that it is about.
    public static final int MOST = 32;

    private static final int MOST_PER = 4;
    private static final long LARGEST = 1_000_000_000_000_000L;
    private static final String SUBJECT =
            "key|application|tenant|team|user|model|provider|session|metadata\\.[!-~]{1,64}";

    /// What becomes of a call that does not fit.
    public enum Mode {
        REFUSE,
        /// It goes on, and is counted.
        WARN_ONLY;

        /// Reads a mode as a policy writes it.
        public static Mode of(String word) {
            return switch (word) {
                case "refuse" -> REFUSE;
                case "warn-only" -> WARN_ONLY;
                default -> throw new Misfit("", "is '" + word + "'; it must be refuse or warn-only");
            };
        }
    }

    public Limit {
        Misfit.requireWord("id", id, Misfit.NAME, Misfit.NAME_RULE);
        when = Objects.requireNonNullElse(when, RuleCondition.ALWAYS);
        models = Objects.requireNonNullElse(models, Globs.ALL);
        per = per == null ? List.of() : List.copyOf(new TreeSet<>(per));
        if (per.size() > MOST_PER) {
            throw new Misfit("per", "has " + per.size() + " words; at most " + MOST_PER);
        }
        for (String word : per) {
            if (!word.matches(SUBJECT)) {
                throw new Misfit(
                        "per",
                        "has '" + word + "'; subjects are told apart by key, application, tenant, team, user, model,"
                                + " provider, session and metadata.<name>");
            }
        }
        requireCount("requests", requests);
        requireCount("tokens", tokens);
        requireCount("input-tokens", inputTokens);
        requireCount("output-tokens", outputTokens);
        requireCount("concurrency", concurrency);
        if (cost != null && (cost.signum() <= 0 || cost.precision() - cost.scale() > 15)) {
            throw new Misfit("cost", "is '" + cost.toPlainString() + "'; it must be above 0, in US dollars");
        }
        boolean isOverTime =
                Stream.of(requests, tokens, inputTokens, outputTokens, cost).anyMatch(Objects::nonNull);
        if (!isOverTime && concurrency == null) {
            throw new Misfit(
                    "",
                    "limits nothing; it needs one of requests, tokens, input-tokens, output-tokens, cost, concurrency");
        }
        if (isOverTime && window == null) {
            throw new Misfit("", "has no 'window'");
        }
        zone = Objects.requireNonNullElse(zone, ZoneOffset.UTC);
        warn = warn == null ? List.of() : List.copyOf(new TreeSet<>(warn));
        for (Long percent : warn) {
            if (percent < 1 || percent > 100) {
                throw new Misfit("warn", "has '" + percent + "'; it must be percents from 1 to 100");
            }
        }
        mode = Objects.requireNonNullElse(mode, Mode.REFUSE);
    }

    private static void requireCount(String member, @Nullable Long count) {
        if (count != null && (count < 1 || count > LARGEST)) {
            throw new Misfit(member, "is '" + count + "'; it must be a whole number from 1 to " + LARGEST);
        }
    }

    /// Whether it counts what only the estimate of a call can say before its answer is there.
    public boolean isMetered() {
        return tokens != null || inputTokens != null || outputTokens != null || cost != null;
    }

    public boolean refuses() {
        return mode == Mode.REFUSE;
    }
}
