package io.chirograph.gateway.federation;

import io.chirograph.event.value.SentCredential;

/// A provider's token for the gateway. Immutable; `toString` shows its id.
/// @param text goes in `Authorization` behind `Bearer`: visible ASCII
/// @param facts what events say of it
/// @param seconds how long it is good for, from when it was received
public record AccessToken(String text, SentCredential.Token facts, long seconds) {
    @Override
    public String toString() {
        return "AccessToken[" + facts.id() + "]";
    }
}
