package io.chirograph.identity.callers;

import io.chirograph.identity.tokens.IssuedTokens;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.security.oauth2.jwt.Jwt;

/// Tokens that prove for whom an application calls.
final class UserTokens {
    private final IssuedTokens<UserIssuer> tokens;

    UserTokens(List<UserIssuer> issuers, Map<String, List<String>> foreign, Clock clock) {
        this.tokens = new IssuedTokens<>(issuers, foreign, clock);
    }

    /// @param values of the header, in the order of the wire; at least one
    EndUser judge(List<String> values) {
        if (values.size() > 1) {
            return new EndUser.Invalid("it stands more than once");
        }
        if (tokens.none()) {
            return new EndUser.Invalid("no issuer of end users' tokens is configured");
        }
        return switch (tokens.judge(HeaderText.bare(values.getFirst().strip()))) {
            case IssuedTokens.Outcome.Undecided<UserIssuer> undecided -> new EndUser.Undecided();
            case IssuedTokens.Outcome.Invalid<UserIssuer> invalid -> new EndUser.Invalid(invalid.reason());
            case IssuedTokens.Outcome.Valid<UserIssuer>(Jwt token, UserIssuer issuer) -> user(token, issuer);
        };
    }

    private static EndUser user(Jwt token, UserIssuer issuer) {
        try {
            String subject = CallerTokens.text(token, issuer.subjectClaim());
            return subject == null
                    ? new EndUser.Invalid("it has no claim '" + issuer.subjectClaim() + "'")
                    : new EndUser.Verified(subject, issuer.issuerUri(), Acts.of(token));
        } catch (IllegalArgumentException e) {
            return new EndUser.Invalid(String.valueOf(e.getMessage()));
        }
    }
}
