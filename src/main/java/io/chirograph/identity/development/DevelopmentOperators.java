package io.chirograph.identity.development;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.tokens.TokenRules;
import io.chirograph.support.disk.SecretFile;
import java.nio.file.Path;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;

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
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(ISSUER)
                .audience(AUDIENCE)
                .subject(subject)
                .claim("roles", List.of(role.claim()))
                .jwtID(UUID.randomUUID().toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(validity)))
                .build();
        JWSHeader header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .type(JOSEObjectType.JWT)
                .build();
        SignedJWT token = new SignedJWT(header, claims);
        try {
            token.sign(new ECDSASigner(key));
        } catch (JOSEException e) {
            throw new IllegalStateException("Cannot sign a token: " + e.getMessage(), e);
        }
        return token.serialize();
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
        decoder.setJwtValidator(TokenRules.of(ISSUER, List.of(AUDIENCE), clock));
        return decoder;
    }
}
