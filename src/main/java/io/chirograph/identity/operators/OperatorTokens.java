package io.chirograph.identity.operators;

import io.chirograph.identity.tokens.TokenRules;
import java.time.Clock;
import java.util.List;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/// Decodes the operators' tokens of a configured issuer. Only asymmetric signatures are accepted; `none` and
/// shared secrets are not among the algorithms.
public final class OperatorTokens {
    private OperatorTokens() {}

    /// @param foreign audiences of the same issuer that let callers in, and so no operator
    public static JwtDecoder decoder(OperatorProperties issuer, List<String> foreign, Clock clock) {
        NimbusJwtDecoder decoder = signed(issuer);
        decoder.setJwtValidator(TokenRules.of(String.valueOf(issuer.issuerUri()), issuer.audiences(), foreign, clock));
        return decoder;
    }

    /// Takes what the issuer signed, whatever it says.
    public static NimbusJwtDecoder signed(OperatorProperties issuer) {
        return NimbusJwtDecoder.withJwkSetUri(String.valueOf(issuer.jwkSetUri()))
                .jwsAlgorithms(algorithms -> {
                    algorithms.clear();
                    algorithms.addAll(List.of(SignatureAlgorithm.values()));
                })
                .build();
    }
}
