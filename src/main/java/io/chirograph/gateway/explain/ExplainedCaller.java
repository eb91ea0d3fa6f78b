package io.chirograph.gateway.explain;

import io.chirograph.gateway.call.Caller;
import io.chirograph.identity.callers.GatewayKeyDatabase;
import io.chirograph.identity.callers.GatewayKeyEntry;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.KeyResult;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.identity.development.DevelopmentCredentials;
import io.chirograph.policy.model.CallerFacts;
import io.chirograph.state.State;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/// Finds the holder of a key by the key's id: in the configuration, and among the keys of the data directory.
record ExplainedCaller(Environment environment) {
    /// A holder.
    /// @param bar why the key lets nobody in, whatever policy says; null when it does not
    /// @param from where calls must come from, in CIDR form; empty for anywhere
    record Holder(CallerFacts facts, KeyResult.@Nullable Bar bar, List<String> from) {}

    /// @param key the key's id; null for a caller without any limits
    /// @throws IllegalStateException there is no such key, or nobody can say
    Holder of(@Nullable String key, boolean endUser) {
        if (key == null) {
            return new Holder(facts("", "", "", "", endUser, Grants.UNLIMITED), null, List.of());
        }
        Binder binder = Binder.get(environment);
        for (GatewayKeyEntry entry : binder.bind(
                        "chirograph.identity.gateway-keys", Bindable.listOf(GatewayKeyEntry.class))
                .orElse(List.of())) {
            if (entry.id().equals(key)) {
                return holder(entry, endUser, false);
            }
        }
        Optional<StoredKey> stored = stored(key);
        if (stored.isPresent()) {
            return holder(stored.get().entry(), endUser, stored.get().disabled() != null);
        }
        if (environment.getProperty("chirograph.environment", "").equals("development")
                && key.equals(DevelopmentCredentials.KEY_ID)) {
            CallerFacts facts = facts(
                    key,
                    DevelopmentCredentials.TENANT,
                    DevelopmentCredentials.TEAM,
                    DevelopmentCredentials.APPLICATION,
                    endUser,
                    Grants.UNLIMITED);
            return new Holder(facts, null, List.of());
        }
        throw new IllegalStateException("No gateway key has the id '" + key + "'");
    }

    private Optional<StoredKey> stored(String key) {
        try (State state = State.of(environment)) {
            return GatewayKeyDatabase.look(state, key);
        } catch (IOException e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }

    private static Holder holder(GatewayKeyEntry entry, boolean endUser, boolean disabled) {
        Grants grants = entry.grants();
        Instant expires = grants.expires();
        boolean isExpired = expires != null && !Instant.now().isBefore(expires);
        return new Holder(
                facts(entry.id(), entry.tenant(), entry.team(), entry.application(), endUser, grants),
                disabled ? KeyResult.Bar.DISABLED : isExpired ? KeyResult.Bar.EXPIRED : null,
                grants.addresses());
    }

    private static CallerFacts facts(
            String key, String tenant, String team, String application, boolean endUser, Grants grants) {
        return new CallerFacts(key, tenant, team, application, endUser, Caller.limits(grants));
    }
}
