package io.chirograph.identity.tokens;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/// Tokens of issuers that are believed for one purpose. Signatures are asymmetric; `none` and shared secrets are not
/// among the algorithms. Safe for many threads.
public final class IssuedTokens<I extends TrustedIssuer> {
    private final Map<String, Trusted<I>> issuers;

    private record Trusted<I>(I issuer, NimbusJwtDecoder decoder) {}

    public sealed interface Outcome<I> {
        record Valid<I>(Jwt token, I issuer) implements Outcome<I> {}

        /// @param reason for whoever sent it; says nothing of the token that he does not know
        record Invalid<I>(String reason) implements Outcome<I> {}

        record Undecided<I>() implements Outcome<I> {}
    }

    /// @param foreign by issuer, audiences of tokens that are for something else here
    /// @throws IllegalArgumentException an issuer stands twice, or uses an audience of something else
    public IssuedTokens(List<I> issuers, Map<String, List<String>> foreign, Clock clock) {
        Map<String, Trusted<I>> byIssuer = new HashMap<>();
        for (I issuer : issuers) {
            List<String> others = foreign.getOrDefault(issuer.issuerUri(), List.of());
            for (String audience : issuer.audiences()) {
                if (others.contains(audience)) {
                    throw new IllegalArgumentException("chirograph.identity." + issuer.who()
                            + ".issuers[].audiences (of " + issuer.issuerUri() + ") has '" + audience
                            + "', which means something else here: callers, end users and operators need audiences of"
                            + " their own");
                }
            }
            NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(IssuerKeys.of(issuer))
                    .jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.values())))
                    .build();
            decoder.setJwtValidator(TokenRules.of(issuer.issuerUri(), issuer.audiences(), others, clock));
            if (byIssuer.put(issuer.issuerUri(), new Trusted<>(issuer, decoder)) != null) {
                throw new IllegalArgumentException("chirograph.identity." + issuer.who() + ".issuers[] has "
                        + issuer.issuerUri() + " more than once");
            }
        }
        this.issuers = Map.copyOf(byIssuer);
    }

    public boolean none() {
        return issuers.isEmpty();
    }

    /// Whether a text has the form of a signed token.
    public static boolean isOne(String text) {
        return text.startsWith("ey") && text.chars().filter(c -> c == '.').count() == 2;
    }

    public Outcome<I> judge(String token) {
        Trusted<I> trusted = issuers.get(claimedIssuer(token));
        if (trusted == null) {
            return new Outcome.Invalid<>("it is of no issuer that is believed here");
        }
        try {
            Jwt verified =
                    VerificationGate.SHARED.verified(() -> trusted.decoder().decode(token));
            return new Outcome.Valid<>(verified, trusted.issuer());
        } catch (JwtValidationException e) {
            String reason = e.getErrors().iterator().next().getDescription();
            return new Outcome.Invalid<>(reason == null ? "it says something else" : reason.toLowerCase(Locale.ROOT));
        } catch (BadJwtException e) {
            return new Outcome.Invalid<>("it is malformed, or no known key of its issuer signed it");
        } catch (JwtException e) {
            return isAboutTheToken(e)
                    ? new Outcome.Invalid<>("no known key of its issuer signed it")
                    : new Outcome.Undecided<>();
        }
    }

    /// A key that was not among those that were read a moment ago is unknown; that they are not read again is right.
    private static boolean isAboutTheToken(JwtException e) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (cause instanceof RateLimitReachedException) {
                return true;
            }
        }
        return false;
    }

    private static String claimedIssuer(String token) {
        try {
            String issuer = JWTParser.parse(token).getJWTClaimsSet().getIssuer();
            return issuer == null ? "" : issuer;
        } catch (ParseException | RuntimeException e) {
            return "";
        }
    }
}
