package io.chirograph.identity.callers;

import io.chirograph.identity.tokens.TrustedIssuer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// An issuer whose tokens let applications call models. A token goes where a gateway key goes.
/// @param audiences the `aud` that mean calls through this gateway; one is enough, and none is an operator's
/// @param applicationClaim the claim that names the application
/// @param tenantClaim the claim that names the tenant
/// @param teamClaim the claim that names the team
/// @param application for tokens without that claim; without either a token is refused
/// @param tenant for tokens without that claim; without either a token is refused
/// @param team for tokens without that claim
/// @param grants what a token lets its holder ask for
/// @param grantClaims claims that say so in the place of `grants`, by the grant's name
public record CallerIssuer(
        String issuerUri,
        @Nullable String jwkSetUri,
        @Nullable Path jwkSetFile,
        @DefaultValue List<String> audiences,
        @DefaultValue("client_id") String applicationClaim,
        @DefaultValue("tenant") String tenantClaim,
        @DefaultValue("team") String teamClaim,
        @Nullable String application,
        @Nullable String tenant,
        @Nullable String team,
        @DefaultValue Grants grants,
        @DefaultValue Map<String, String> grantClaims)
        implements TrustedIssuer {
    static final Set<String> GRANTS = Set.of("providers", "models", "operation-classes", "data-classes");

    public CallerIssuer {
        TrustedIssuer.check("callers", issuerUri, jwkSetUri, jwkSetFile, audiences);
        Assert.isTrue(
                GRANTS.containsAll(grantClaims.keySet()),
                "chirograph.identity.callers.issuers[].grant-claims is for " + grantClaims.keySet()
                        + "; claims can grant " + GRANTS);
        Assert.isTrue(
                grants.expires() == null,
                "chirograph.identity.callers.issuers[].grants.expires is '" + grants.expires()
                        + "'; a token says itself when it ends");
        audiences = List.copyOf(audiences);
        grantClaims = Map.copyOf(grantClaims);
    }

    @Override
    public String who() {
        return "callers";
    }
}
