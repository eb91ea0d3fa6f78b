package io.chirograph.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chirograph.support.json.StrictJson;
import java.time.Instant;
import java.util.Collection;

/// A switch that is thrown: calls of its scope are stopped.
/// @param endsOpen whether calls that were under way are ended too
public record ActiveSwitch(
        SwitchScope scope,
        Instant since,
        String reason,
        @JsonProperty("endOpen") boolean endsOpen) {
    public ActiveSwitch {
        StrictJson.required("scope", scope);
        StrictJson.required("since", since);
    }

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
