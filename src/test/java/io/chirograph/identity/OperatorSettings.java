package io.chirograph.identity;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Settings of an operators' issuer with every rule at its default.
final class OperatorSettings {
    static final IdentityProperties.SignIn NO_SIGN_IN = new IdentityProperties.SignIn(
            null, null, null, null, null, List.of("openid"), Duration.ofMinutes(30), Duration.ofHours(8), 1000);

    private OperatorSettings() {}

    static IdentityProperties.Operators of(String jwkSetUri, String issuerUri, List<String> audiences, String claim) {
        return new IdentityProperties.Operators(
                jwkSetUri,
                issuerUri,
                audiences,
                claim,
                Map.of(),
                List.of(),
                "Authorization",
                new IdentityProperties.Mfa(List.of(), List.of("mfa"), List.of()),
                new IdentityProperties.ScopeClaims(null, null),
                Duration.ofMinutes(15),
                NO_SIGN_IN,
                false);
    }
}
