package io.chirograph.identity.development;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.tokens.TokenRules;
import io.chirograph.support.disk.SecretFile;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/// The token issuer of a developer's machine: an ES256 key in a file, and what it signs.
public final class DevelopmentOperators {
    static final Duration VALIDITY = Duration.ofDays(30);
    public static final String ISSUER = "chirograph-development";
    public static final String AUDIENCE = "chirograph";
    private static final Duration RENEW_BEFORE = Duration.ofDays(7);
    private final ECKey key;
    private final Clock clock;

    private DevelopmentOperators(ECKey key, Clock clock) {
        this.key = key;
        this.clock = clock;
    }

    /// The issuer whose key lives in `directory`; makes the key where it is missing.
    public static DevelopmentOperators in(Path directory, Clock clock) {
        SecretFile file = new SecretFile(directory.resolve("operator-key.json"));
        try {
            Optional<String> stored = file.read();
            if (stored.isPresent()) {
                return new DevelopmentOperators(ECKey.parse(stored.get()), clock);
            }
            ECKey key = new ECKeyGenerator(Curve.P_256)
                    .keyID(UUID.randomUUID().toString())
                    .generate();
            file.write(key.toJSONString());
            return new DevelopmentOperators(key, clock);
        } catch (ParseException e) {
            throw new IllegalStateException(file.path() + " is no key; delete it and start again", e);
        } catch (JOSEException e) {
            throw new IllegalStateException("Cannot make a P-256 key: " + e.getMessage(), e);
        }
    }

    public String token(Role role, String subject, Duration validity) {
        Instant now = clock.instant();
        JwtClaimsSet claims = JwtClaimsSet.builder()
                .issuer(ISSUER)
                .audience(List.of(AUDIENCE))
                .subject(subject)
                .claim("roles", List.of(role.claim()))
                .id(UUID.randomUUID().toString())
                .issuedAt(now)
                .expiresAt(now.plus(validity))
                .build();
        JwsHeader header = JwsHeader.with(SignatureAlgorithm.ES256).type("JWT").build();
        return new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key)))
                .encode(JwtEncoderParameters.from(header, claims))
                .getTokenValue();
    }

    /// Whether a token is ours and has a good while to run.
    boolean isFresh(String token) {
        try {
            Instant expires = decoder().decode(token).getExpiresAt();
            return expires != null && expires.isAfter(clock.instant().plus(RENEW_BEFORE));
        } catch (JwtException e) {
            return false;
        }
    }

    public JwtDecoder decoder() {
        NimbusJwtDecoder decoder = NimbusJwtDecoder.withJwkSource(new ImmutableJWKSet<>(new JWKSet(key.toPublicJWK())))
                .jwsAlgorithm(SignatureAlgorithm.ES256)
                .build();
        decoder.setJwtValidator(TokenRules.of(ISSUER, List.of(AUDIENCE), List.of(), clock));
        return decoder;
    }
}
