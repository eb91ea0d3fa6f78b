package io.chirograph.gateway.call;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.callers.Grants;
import io.chirograph.policy.model.CallerFacts;
import java.util.List;

/// A caller that proved who it is.
/// @param keyId the gateway key's id; empty where the credential is a token
/// @param endUser whether a token proves for whom it calls
/// @param ownHeader whether its gateway key stands in a header of our own, so that others are for the provider
/// @param foreign headers that providers look for credentials in and that hold something else than that key
public record Caller(
        Actor actor, String keyId, Grants grants, boolean endUser, boolean ownHeader, List<String> foreign) {
    /// The same caller, who calls for an end user.
    Caller callingFor(Actor both) {
        return new Caller(both, keyId, grants, true, ownHeader, foreign);
    }

    /// What policy knows of the caller.
    public CallerFacts facts() {
        return new CallerFacts(keyId, known("tenant"), known("team"), known("application"), endUser, limits(grants));
    }

    private String known(String name) {
        return actor.verified().getOrDefault(name, "");
    }

    public static CallerFacts.Limits limits(Grants grants) {
        return grants.equals(Grants.UNLIMITED)
                ? CallerFacts.Limits.NONE
                : new CallerFacts.Limits(
                        grants.providers(),
                        grants.models(),
                        grants.operationClasses(),
                        grants.dataClass(),
                        grants.dataClasses());
    }
}
