package io.chirograph.gateway.explain;

import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.policy.eval.BodyFacts;
import io.chirograph.policy.eval.Decision;
import io.chirograph.policy.model.Target;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Says which way a call goes whose model is an alias of several targets.
/// @param dialect of the provider in its path
/// @param callId by which the first target is drawn; null for no call in particular
record ExplainedRoute(
        GatewayProperties gateway,
        String dialect,
        BodyFacts body,
        @Nullable UUID callId,
        Instant now,
        PrintWriter out) {
    /// Tells of each target.
    /// @return whether one of them may be tried
    boolean tell(Decision.Choice choice) {
        List<Target> targets = callId == null ? choice.meant(now) : choice.order(callId, now);
        boolean isDrawn = targets.stream().anyMatch(each -> each.weight() != null);
        String order = callId != null
                ? ", in the order of this call:"
                : isDrawn ? ", of which the first is drawn by weight (--call-id says which):" : ", in order:";
        out.println("targets of " + choice.alias() + order);
        boolean isAllowed = false;
        for (Target target : targets) {
            String weight = target.weight() == null ? "" : ", weight " + target.weight();
            out.println(" " + target.provider() + " " + target.model() + weight);
            String why = skipped(choice, target);
            out.println(why == null ? "  => may be tried" : "  => skipped: " + why);
            isAllowed |= why == null;
        }
        for (Target target : choice.notMeant(now)) {
            out.println(" " + target.provider() + " " + target.model());
            out.println("  => skipped: when");
        }
        return isAllowed;
    }

    private @Nullable String skipped(Decision.Choice choice, Target target) {
        GatewayProperties.Provider provider = gateway.providers().get(target.provider());
        if (provider == null || !provider.active()) {
            return "provider-inactive";
        }
        if (!provider.dialect().equals(dialect)) {
            return "other-dialect";
        }
        Decision decision = choice.towards(provider.facts(target.provider()), target);
        if (decision instanceof Decision.Allowed allowed && allowed.body() != null) {
            decision = allowed.body().decide(body);
        }
        return decision instanceof Decision.Refused refused ? refused.code() + ", " + refused.detail() : null;
    }
}
