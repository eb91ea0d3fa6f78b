package io.chirograph.identity.tokens;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.core.OAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.JwtTypeValidator;

/// What a token must say beside being signed: issuer, audience, end and subject.
public final class TokenRules {
    public static final Duration SKEW = Duration.ofSeconds(30);

    private TokenRules() {}

    /// @param foreign audiences of the same issuer that mean something else here: a token for both is for neither
    public static OAuth2TokenValidator<Jwt> of(
            String issuer, List<String> audiences, List<String> foreign, Clock clock) {
        return of(List.of("JWT", "at+jwt"), issuer, audiences, foreign, clock);
    }

    /// @param types what the token may call itself; it may also say nothing
    public static OAuth2TokenValidator<Jwt> of(
            List<String> types, String issuer, List<String> audiences, List<String> foreign, Clock clock) {
        JwtTimestampValidator time = new JwtTimestampValidator(SKEW);
        time.setClock(clock);
        JwtTypeValidator type = new JwtTypeValidator(types);
        type.setAllowEmpty(true);
        return new DelegatingOAuth2TokenValidator<>(
                type,
                time,
                new JwtClaimValidator<>("exp", Objects::nonNull),
                new JwtIssuerValidator(issuer),
                new JwtClaimValidator<List<String>>(
                        "aud",
                        aud -> aud != null
                                && aud.stream().anyMatch(audiences::contains)
                                && aud.stream().noneMatch(foreign::contains)),
                new JwtClaimValidator<String>("sub", sub -> sub != null && !sub.isBlank()));
    }
}
