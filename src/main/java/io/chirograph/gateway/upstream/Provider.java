package io.chirograph.gateway.upstream;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.gateway.settings.GatewayProperties;
import io.chirograph.policy.model.ProviderFacts;

/// A configured provider at work.
/// @param name its name in configuration, the first segment of a call's path
/// @param providerName `gen_ai.provider.name`
/// @param credential its own, that the gateway sends
/// @param facts what policy decides by
public record Provider(
        String name,
        String providerName,
        GatewayProperties.Provider settings,
        Dialect dialect,
        Upstream upstream,
        Credential credential,
        ProviderFacts facts) {
    /// The same behind something else.
    public Provider with(Upstream other) {
        return new Provider(name, providerName, settings, dialect, other, credential, facts);
    }
}
