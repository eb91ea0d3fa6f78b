package io.chirograph.gateway;

import io.chirograph.gateway.dialect.Dialect;
import io.chirograph.policy.ProviderFacts;

/// A configured provider at work.
///
/// @param name its name in configuration, the first segment of a call's path
/// @param providerName `gen_ai.provider.name`
/// @param credential its own, that the gateway sends
/// @param facts what policy decides by
record Provider(
        String name,
        String providerName,
        GatewayProperties.Provider settings,
        Dialect dialect,
        Upstream upstream,
        Credential credential,
        ProviderFacts facts) {}
