package io.chirograph.gateway.upstream;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.federation.FederatedCredential;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.policy.model.ProviderFacts;
import org.jspecify.annotations.Nullable;

/// A configured provider at work.
/// @param name its name in configuration, the first segment of a call's path
/// @param providerName `gen_ai.provider.name`
/// @param credential its own, that the gateway sends
/// @param identity by whose tokens the gateway calls it; null where it calls by a credential, or none
/// @param facts what policy decides by
public record Provider(
        String name,
        String providerName,
        GatewayProperties.Provider settings,
        Dialect dialect,
        Upstream upstream,
        Credential credential,
        @Nullable FederatedCredential identity,
        ProviderFacts facts) {
    /// Whether the gateway has something of its own to call it with.
    public boolean isCredentialed() {
        String text = credential.text();
        return identity != null || (settings.auth() != GatewayProperties.Auth.NONE && text != null && !text.isBlank());
    }

    /// The same behind something else.
    public Provider with(Upstream other) {
        return new Provider(name, providerName, settings, dialect, other, credential, identity, facts);
    }
}
