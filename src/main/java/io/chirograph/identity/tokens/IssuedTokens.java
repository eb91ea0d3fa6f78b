package io.chirograph.identity.tokens;

import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtValidationException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

/// Tokens of issuers that are believed for one purpose. Signatures are asymmetric; `none` and shared secrets are not
/// among the algorithms. Safe for many threads.
public final class IssuedTokens {
    private final Map<String, NimbusJwtDecoder> decoders;

    /// A token that was looked at.
    public sealed interface Outcome {
        record Valid(Jwt token) implements Outcome {}

        /// @param reason for whoever sent it; says nothing of the token that he does not know
        record Invalid(String reason) implements Outcome {}

        /// The issuer's keys cannot be had.
        record Undecided() implements Outcome {}
    }

    /// @param foreign by issuer, audiences of tokens that are for something else here
    /// @throws IllegalArgumentException an issuer stands twice, or uses an audience of something else
    public IssuedTokens(List<TrustedIssuer> issuers, Map<String, List<String>> foreign, Clock clock) {
        Map<String, NimbusJwtDecoder> byIssuer = new HashMap<>();
        for (TrustedIssuer issuer : issuers) {
            List<String> others = foreign.getOrDefault(issuer.uri(), List.of());
            for (String audience : issuer.audiences()) {
                if (others.contains(audience)) {
                    throw new IllegalArgumentException("chirograph.identity." + issuer.who()
                            + ".issuers[].audiences (of " + issuer.uri() + ") has '" + audience
                            + "', which means something else here: callers, end users and operators need audiences of"
                            + " their own");
                }
            }
            NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(IssuerKeys.of(issuer))
                    .jwsAlgorithms(algorithms -> algorithms.addAll(List.of(SignatureAlgorithm.values())))
                    .build();
            decoder.setJwtValidator(TokenRules.of(issuer.uri(), issuer.audiences(), others, clock));
            if (byIssuer.put(issuer.uri(), decoder) != null) {
                throw new IllegalArgumentException(
                        "chirograph.identity." + issuer.who() + ".issuers[] has " + issuer.uri() + " more than once");
            }
        }
        decoders = Map.copyOf(byIssuer);
    }

    public boolean none() {
        return decoders.isEmpty();
    }

    /// Whether a text has the form of a signed token.
    public static boolean isOne(String text) {
        return text.startsWith("ey") && text.chars().filter(c -> c == '.').count() == 2;
    }

    public Outcome judge(String token) {
        @Nullable NimbusJwtDecoder decoder = decoders.get(claimedIssuer(token));
        if (decoder == null) {
            return new Outcome.Invalid("it is of no issuer that is believed here");
        }
        try {
            return new Outcome.Valid(VerificationGate.SHARED.verified(() -> decoder.decode(token)));
        } catch (JwtValidationException e) {
            String reason = e.getErrors().iterator().next().getDescription();
            return new Outcome.Invalid(reason == null ? "it says something else" : reason.toLowerCase(Locale.ROOT));
        } catch (BadJwtException e) {
            return new Outcome.Invalid("it is malformed, or no known key of its issuer signed it");
        } catch (JwtException e) {
            return isAboutTheToken(e)
                    ? new Outcome.Invalid("no known key of its issuer signed it")
                    : new Outcome.Undecided();
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
