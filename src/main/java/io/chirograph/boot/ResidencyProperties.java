package io.chirograph.boot;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Where this process may have to do with anybody.
/// @param allowed regions and jurisdictions; none for anywhere
/// @param archives where archives are, by name, for those whose region does not say or is not set
/// @param issuers where the issuers of tokens are: `operators`, `callers`, `end-users`
/// @param destinations where the destinations of `chirograph.forwarding` are, by name
@ConfigurationProperties("chirograph.residency")
record ResidencyProperties(
        @DefaultValue List<String> allowed,
        @DefaultValue Map<String, String> archives,
        @DefaultValue Map<String, String> issuers,
        @DefaultValue Map<String, String> destinations) {
    ResidencyProperties {
        allowed = List.copyOf(allowed);
        archives = Map.copyOf(archives);
        issuers = Map.copyOf(issuers);
        destinations = Map.copyOf(destinations);
    }

    boolean isInside(Set<String> places) {
        return allowed.stream().anyMatch(places::contains);
    }
}
