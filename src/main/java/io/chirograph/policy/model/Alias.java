package io.chirograph.policy.model;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a name stands for: one model of one provider, or several targets of which one is asked after the other.
/// @param provider null where there are targets
/// @param model null where there are targets
/// @param outputTokens as a [Target] has it
/// @param targets in the order in which they are tried; null where there is one model of one provider
public record Alias(
        @Nullable String provider,
        @Nullable String model,
        @Nullable Integer outputTokens,
        @Nullable List<Target> targets) {
    /// So many targets at most.
    public static final int MOST = 16;

    public Alias {
        if (targets == null) {
            Misfit.requireWord("provider", provider, Misfit.NAME, Misfit.NAME_RULE);
            Misfit.requireWord("model", model, Misfit.VISIBLE, Misfit.VISIBLE_RULE);
            Target.requireTokens(outputTokens);
        } else {
            if (provider != null || model != null || outputTokens != null) {
                String beside = provider != null ? "provider" : model != null ? "model" : "output-tokens";
                throw new Misfit("", "has targets beside " + beside);
            }
            if (targets.isEmpty() || targets.size() > MOST) {
                throw new Misfit("targets", "are " + targets.size() + "; they must be from 1 to " + MOST);
            }
            targets = List.copyOf(targets);
            Set<String> seen = new HashSet<>();
            for (int i = 0; i < targets.size(); i++) {
                Target one = targets.get(i);
                if (!seen.add(one.provider() + " " + one.model())) {
                    throw new Misfit("targets[" + i + "]", "is the same provider and model as one before it");
                }
            }
        }
    }

    /// The only target that it has, whatever else the call is; null where there is a list.
    public @Nullable Target only() {
        return provider == null || model == null ? null : new Target(provider, model, null, null, outputTokens);
    }
}
