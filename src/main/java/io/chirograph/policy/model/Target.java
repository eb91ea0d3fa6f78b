package io.chirograph.policy.model;

import org.jspecify.annotations.Nullable;

/// One model of one provider that a name may stand for.
/// @param weight its share of first attempts; null for none where another target of the name has one
/// @param when which calls it is for; null for all
/// @param outputTokens what a call is taken to answer at most that does not say it; null for what its route says
public record Target(
        String provider,
        String model,
        @Nullable Integer weight,
        @Nullable TargetCondition when,
        @Nullable Integer outputTokens) {
    private static final int MOST_TOKENS = 100_000_000;
    private static final int HEAVIEST = 1_000_000;

    public Target {
        Misfit.requireWord("provider", provider, Misfit.NAME, Misfit.NAME_RULE);
        Misfit.requireWord("model", model, Misfit.VISIBLE, Misfit.VISIBLE_RULE);
        if (weight != null && (weight < 0 || weight > HEAVIEST)) {
            throw new Misfit("weight", "is " + weight + "; it must be from 0 to " + HEAVIEST);
        }
        requireTokens(outputTokens);
    }

    static void requireTokens(@Nullable Integer tokens) {
        if (tokens != null && (tokens < 1 || tokens > MOST_TOKENS)) {
            throw new Misfit("output-tokens", "is " + tokens + "; it must be from 1 to " + MOST_TOKENS);
        }
    }
}
