package io.chirograph.identity;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// Settings of identity, checked here.
///
/// @param gatewayKeys who may call models
/// @param callers whose tokens let applications call models
/// @param endUsers whose tokens prove for whom they call
/// @param operators whose tokens open `/audit`, `/admin` and `/console`
@ConfigurationProperties("chirograph.identity")
record IdentityProperties(
        @DefaultValue List<GatewayKeyEntry> gatewayKeys,
        @DefaultValue Operators operators,
        @DefaultValue Callers callers,
        @DefaultValue EndUsers endUsers) {
    /// @param issuers whose tokens let applications call models
    record Callers(@DefaultValue List<CallerIssuer> issuers) {}

    /// @param issuers whose tokens prove for whom an application calls
    record EndUsers(@DefaultValue List<UserIssuer> issuers) {}

    /// The issuer of the operators' tokens. Its three settings go together: a token is good only from this issuer,
    /// for one of these audiences, signed with a key of this set.
    ///
    /// @param jwkSetUri where the issuer publishes its keys
    /// @param issuerUri the `iss` of its tokens
    /// @param audiences the `aud` that mean this gateway; one is enough
    /// @param roleClaim the claim that lists roles; a dotted path reaches into objects (`realm_access.roles`)
    record Operators(
            @Nullable String jwkSetUri,
            @Nullable String issuerUri,
            @DefaultValue List<String> audiences,
            @DefaultValue("roles") String roleClaim) {
        Operators {
            int given = (blank(jwkSetUri) ? 0 : 1) + (blank(issuerUri) ? 0 : 1) + (audiences.isEmpty() ? 0 : 1);
            if (given % 3 != 0) {
                throw new IllegalArgumentException("chirograph.identity.operators.jwk-set-uri is '" + jwkSetUri
                        + "', .issuer-uri is '" + issuerUri + "' and .audiences is " + audiences
                        + "; the three are set together or not at all");
            }
            if (roleClaim.isBlank()) {
                throw new IllegalArgumentException("chirograph.identity.operators.role-claim is blank");
            }
        }

        boolean configured() {
            return !blank(jwkSetUri);
        }

        private static boolean blank(@Nullable String value) {
            return value == null || value.isBlank();
        }
    }
}
