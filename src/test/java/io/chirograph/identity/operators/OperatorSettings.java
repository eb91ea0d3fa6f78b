package io.chirograph.identity.operators;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Settings of an operators' issuer with every rule at its default.
public final class OperatorSettings {
    private OperatorSettings() {}

    public static OperatorProperties of(String jwkSetUri, String issuerUri, List<String> audiences, String claim) {
        return new OperatorProperties(
                jwkSetUri,
                issuerUri,
                audiences,
                claim,
                Map.of(),
                List.of(),
                "Authorization",
                new OperatorProperties.Mfa(List.of(), List.of("mfa"), List.of()),
                new OperatorProperties.ScopeClaims(null, null),
                Duration.ofMinutes(15),
                false);
    }
}
