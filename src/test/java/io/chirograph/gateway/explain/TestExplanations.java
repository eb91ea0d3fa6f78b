package io.chirograph.gateway.explain;

import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.limits.LimitsProperties;
import io.chirograph.policy.PolicyDecisionPoint;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// Explanations by the settings of a test.
public final class TestExplanations {
    private TestExplanations() {}

    public static Explanation of(PolicyDecisionPoint policy, Environment settings) {
        Binder binder = Binder.get(settings);
        return new Explanation(
                policy,
                binder.bindOrCreate("chirograph.gateway", GatewayProperties.class),
                binder.bindOrCreate("chirograph.limits", LimitsProperties.class),
                settings);
    }
}
