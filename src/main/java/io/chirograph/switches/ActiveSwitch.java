package io.chirograph.switches;

import java.time.Instant;
import java.util.Collection;

/// A switch that is thrown: calls of its scope are stopped.
/// @param since when it was thrown
/// @param reason in the operator's words
/// @param endsOpen whether calls that were under way are ended too
public record ActiveSwitch(SwitchScope scope, Instant since, String reason, boolean endsOpen) {
    /// Whether it stops such a call.
    /// @param tenant empty where the caller has none
    /// @param key the key's id; empty where the caller has none
    /// @param models every name that the call's model has; empty where it is not known yet
    public boolean stops(String provider, String tenant, String key, Collection<String> models) {
        return switch (scope.kind()) {
            case ALL -> true;
            case PROVIDER -> scope.covers(provider);
            case TENANT -> scope.covers(tenant);
            case KEY -> scope.covers(key);
            case MODEL -> models.stream().anyMatch(scope::covers);
        };
    }
}
