package io.chirograph.identity;

import java.time.Duration;
import java.util.List;
import java.util.Map;
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
    /// @param roleMapping by role, the words of that claim that mean it; the role's own name where nothing is said
    /// @param exclusiveRoles roles that no token may have together, with `+` between them
    /// @param tokenHeader a header that a token may come in beside `Authorization: Bearer`, such as
    ///     `Cf-Access-Jwt-Assertion`, which a proxy before the gateway sets
    /// @param mfa of which roles more than one factor is demanded
    /// @param scope which claims limit what an auditor sees
    /// @param accessInterval for how long further requests with the same token, to the same surface, from the same
    ///     address, count as the same entering
    /// @param signIn how people sign in by browser; nobody does where it has no client id
    /// @param actuator whether health and metrics have a door too, which takes a token of an observer
    record Operators(
            @Nullable String jwkSetUri,
            @Nullable String issuerUri,
            @DefaultValue List<String> audiences,
            @DefaultValue("roles") String roleClaim,
            @DefaultValue Map<String, List<String>> roleMapping,

            @DefaultValue("payload-reader+retention-manager")
            List<String> exclusiveRoles,

            @DefaultValue("Authorization") String tokenHeader,
            @DefaultValue Mfa mfa,
            @DefaultValue ScopeClaims scope,
            @DefaultValue("15m") Duration accessInterval,
            @DefaultValue SignIn signIn,
            @DefaultValue("false") boolean actuator) {
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
            if (!tokenHeader.matches("[A-Za-z0-9-]{1,64}")) {
                throw new IllegalArgumentException("chirograph.identity.operators.token-header is '" + tokenHeader
                        + "'; expected the name of a header");
            }
            OperatorRules.words(roleMapping);
            OperatorRules.exclusive(exclusiveRoles);
            OperatorRules.interval(accessInterval);
            if (signIn.configured()) {
                SignInRules.together(given == 3, audiences, String.valueOf(signIn.clientId()));
            }
        }

        boolean configured() {
            return !blank(jwkSetUri);
        }

        static boolean blank(@Nullable String value) {
            return value == null || value.isBlank();
        }
    }

    /// How people sign in by browser: the authorization code flow of OpenID Connect with PKCE, at the
    /// operators' issuer.
    ///
    /// @param clientId what the issuer calls this gateway; without it nobody signs in
    /// @param clientSecret null for a public client, which PKCE alone protects
    /// @param externalUrl where browsers find this gateway: scheme, host and port
    /// @param authorizationUri where the issuer signs people in; with the next, or both are discovered
    /// @param tokenUri where it gives tokens for codes
    /// @param scopes what is asked for
    /// @param idle after how long without a request a session ends
    /// @param age after how long it ends in any case; and with its ID token, if that is earlier
    /// @param sessions how many there may be; one more ends the one that has been idle longest
    record SignIn(
            @Nullable String clientId,
            @Nullable String clientSecret,
            @Nullable String externalUrl,
            @Nullable String authorizationUri,
            @Nullable String tokenUri,
            @DefaultValue("openid") List<String> scopes,
            @DefaultValue("30m") Duration idle,
            @DefaultValue("8h") Duration age,
            @DefaultValue("1000") int sessions) {
        SignIn {
            if (!Operators.blank(clientId)) {
                SignInRules.externalUrl(externalUrl);
                SignInRules.endpoints(authorizationUri, tokenUri);
                SignInRules.bounds(idle, age, sessions);
                SignInRules.scopes(scopes);
            }
        }

        boolean configured() {
            return !Operators.blank(clientId);
        }

        /// Whether there is no secret between the issuer and this gateway.
        boolean isPublic() {
            return Operators.blank(clientSecret);
        }

        /// The address of a path for browsers.
        String browsersFind(String path) {
            return String.valueOf(externalUrl).replaceAll("/$", "") + path;
        }

        @Override
        public String toString() {
            return "SignIn[" + clientId + "]";
        }
    }

    /// For which roles a token must show more than one factor, and how it does.
    ///
    /// @param roles for which one factor is not enough
    /// @param methods values of `amr` any of which shows more than one
    /// @param classes values of `acr` each of which shows more than one
    record Mfa(
            @DefaultValue List<String> roles,
            @DefaultValue("mfa") List<String> methods,
            @DefaultValue List<String> classes) {
        Mfa {
            roles.forEach(role -> OperatorRules.role("mfa.roles", role));
        }

        boolean demands(Role role) {
            return roles.contains(role.claim());
        }

        boolean several(List<String> amr, @Nullable String acr) {
            return amr.stream().anyMatch(methods::contains) || (acr != null && classes.contains(acr));
        }
    }

    /// Which claims say what an auditor may see. Where one is named, a token without it sees nothing, and `*` in it
    /// means all.
    ///
    /// @param tenantClaim lists tenants; a dotted path reaches into objects
    /// @param logClaim lists ids of logs
    record ScopeClaims(
            @Nullable String tenantClaim, @Nullable String logClaim) {
        ScopeClaims {
            tenantClaim = tenantClaim == null || tenantClaim.isBlank() ? null : tenantClaim;
            logClaim = logClaim == null || logClaim.isBlank() ? null : logClaim;
        }
    }
}
