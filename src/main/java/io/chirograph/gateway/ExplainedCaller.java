package io.chirograph.gateway;

import io.chirograph.identity.DevelopmentCredentials;
import io.chirograph.identity.GatewayKeyEntry;
import io.chirograph.policy.CallerFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// Finds the holder of a key by the key's id, in the configuration.
record ExplainedCaller(Environment environment) {
    /// @param key the key's id; null for a caller without any limits
    /// @throws IllegalStateException there is no such key
    CallerFacts of(@Nullable String key, boolean endUser) {
        if (key == null) {
            return new CallerFacts("", "", "", "", endUser, CallerFacts.Limits.NONE);
        }
        List<GatewayKeyEntry> configured = Binder.get(environment)
                .bind("chirograph.identity.gateway-keys", Bindable.listOf(GatewayKeyEntry.class))
                .orElse(List.of());
        for (GatewayKeyEntry entry : configured) {
            if (entry.id().equals(key)) {
                return new CallerFacts(
                        key,
                        entry.tenant(),
                        entry.team(),
                        entry.application(),
                        endUser,
                        Admission.Caller.limits(entry.grants()));
            }
        }
        boolean isDevelopment =
                environment.getProperty("chirograph.environment", "development").equals("development");
        if (isDevelopment && key.equals(DevelopmentCredentials.KEY_ID)) {
            return new CallerFacts(
                    key,
                    DevelopmentCredentials.TENANT,
                    DevelopmentCredentials.TEAM,
                    DevelopmentCredentials.APPLICATION,
                    endUser,
                    CallerFacts.Limits.NONE);
        }
        throw new IllegalStateException("No gateway key has the id '" + key + "'");
    }
}
