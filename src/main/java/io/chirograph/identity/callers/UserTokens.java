package io.chirograph.identity.callers;

import io.chirograph.identity.tokens.IssuedTokens;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.security.oauth2.jwt.Jwt;

/// Tokens that prove for whom an application calls.
final class UserTokens {
    private final IssuedTokens tokens;
    private final Map<String, UserIssuer> issuers;

    UserTokens(List<UserIssuer> issuers, Map<String, List<String>> foreign, Clock clock) {
        this.tokens = new IssuedTokens(issuers.stream().map(UserIssuer::issuer).toList(), foreign, clock);
        this.issuers = issuers.stream().collect(Collectors.toUnmodifiableMap(UserIssuer::issuerUri, i -> i));
    }

    /// @param values of the header, in the order of the wire; at least one
    EndUser judge(List<String> values) {
        if (values.size() > 1) {
            return new EndUser.Invalid("it stands more than once");
        }
        if (tokens.none()) {
            return new EndUser.Invalid("no issuer of end users' tokens is configured");
        }
        String value = values.getFirst().strip();
        String token = value.toLowerCase(Locale.ROOT).startsWith("bearer ")
                ? value.substring("bearer ".length()).strip()
                : value;
        return switch (tokens.judge(token)) {
            case IssuedTokens.Outcome.Undecided undecided -> new EndUser.Undecided();
            case IssuedTokens.Outcome.Invalid invalid -> new EndUser.Invalid(invalid.reason());
            case IssuedTokens.Outcome.Valid valid -> user(valid.token());
        };
    }

    private EndUser user(Jwt token) {
        UserIssuer issuer = issuers.get(token.getClaimAsString("iss"));
        if (issuer == null) {
            return new EndUser.Invalid("it is of no issuer that is believed here");
        }
        try {
            String subject = CallerTokens.text(token, issuer.subjectClaim());
            return subject == null
                    ? new EndUser.Invalid("it has no claim '" + issuer.subjectClaim() + "'")
                    : new EndUser.Verified(subject, issuer.issuerUri());
        } catch (IllegalArgumentException e) {
            return new EndUser.Invalid(String.valueOf(e.getMessage()));
        }
    }
}
