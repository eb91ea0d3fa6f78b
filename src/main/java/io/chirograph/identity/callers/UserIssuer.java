package io.chirograph.identity.callers;

import io.chirograph.identity.tokens.TrustedIssuer;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// An issuer whose tokens in `Chirograph-User-Token` prove for whom an application calls.
/// @param audiences the `aud` that mean this gateway; one is enough, and none is an operator's or a caller's
/// @param subjectClaim the claim that names the user
public record UserIssuer(
        String issuerUri,
        @Nullable String jwkSetUri,
        @Nullable Path jwkSetFile,
        @DefaultValue List<String> audiences,
        @DefaultValue("sub") String subjectClaim)
        implements TrustedIssuer {
    public UserIssuer {
        TrustedIssuer.check("end-users", issuerUri, jwkSetUri, jwkSetFile, audiences);
        audiences = List.copyOf(audiences);
    }

    @Override
    public String who() {
        return "end-users";
    }
}
