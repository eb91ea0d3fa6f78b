package io.chirograph.reconciliation;

import java.util.Map;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Whose reports of usage are held against the trail.
/// @param providers what is declared of each, by the provider's configured name
@ConfigurationProperties("chirograph.reconciliation")
record ReconciliationProperties(@DefaultValue Map<String, Declared> providers) {
    ReconciliationProperties {
        for (String name : providers.keySet()) {
            if (!name.matches("[a-z0-9][a-z0-9-]{0,63}")) {
                throw new IllegalArgumentException(
                        "chirograph.reconciliation.providers.<name> must be a provider's name, was '" + name + "'");
            }
        }
        providers = Map.copyOf(providers);
    }
}
