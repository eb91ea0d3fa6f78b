package io.chirograph.policy.model;

import java.util.Map;

/// What policy knows of a provider.
/// @param attributes `region`, `jurisdiction`, `baa`, `retains-data`, `fedramp` and whatever else is configured
public record ProviderFacts(String name, Map<String, String> attributes) {
    public ProviderFacts {
        attributes = Map.copyOf(attributes);
    }
}
