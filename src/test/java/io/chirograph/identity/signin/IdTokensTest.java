package io.chirograph.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import io.chirograph.identity.callers.IdentitySettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtDecoder;

/// Which ID tokens are good for a sign-in, and which are not, whoever made them.
class IdTokensTest {
    private static final String ISSUER = "https://idp.example";
    private static RSAKey key;
    private static HttpServer published;
    private static JwtDecoder decoder;

    @BeforeAll
    static void start() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("1").generate();
        byte[] keys = ("{\"keys\":[" + key.toPublicJWK().toJSONString() + "]}").getBytes(StandardCharsets.UTF_8);
        published = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        published.createContext("/", exchange -> {
            exchange.sendResponseHeaders(200, keys.length);
            exchange.getResponseBody().write(keys);
            exchange.close();
        });
        published.start();
        String operators = "chirograph.identity.operators.";
        IdentitySettings settings = IdentitySettings.of(Map.of(
                operators + "jwk-set-uri",
                "http://127.0.0.1:" + published.getAddress().getPort() + "/keys",
                operators + "issuer-uri",
                ISSUER,
                operators + "audiences",
                "chirograph",
                operators + "sign-in.client-id",
                "console",
                operators + "sign-in.external-url",
                "https://audit.example",
                operators + "sign-in.authorization-uri",
                ISSUER + "/authorize",
                operators + "sign-in.token-uri",
                ISSUER + "/token",
                "chirograph.identity.callers.issuers[0].issuer-uri",
                ISSUER,
                "chirograph.identity.callers.issuers[0].audiences",
                "calls"));
        decoder = SignInConfiguration.idTokens(
                settings.operators(),
                settings.signIn(),
                settings.audiences(),
                new SignInIssuer(settings.signIn(), ISSUER, Clock.systemUTC()),
                Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        published.stop(0);
    }

    private static JWTClaimsSet claims(UnaryOperator<JWTClaimsSet.Builder> change) {
        Instant now = Instant.now();
        return change.apply(new JWTClaimsSet.Builder()
                        .issuer(ISSUER)
                        .audience("console")
                        .subject("ann")
                        .issueTime(Date.from(now))
                        .expirationTime(Date.from(now.plusSeconds(300))))
                .build();
    }

    private static String signed(RSAKey by, String type, JWTClaimsSet claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(by.getKeyID())
                        .type(new JOSEObjectType(type))
                        .build(),
                claims);
        token.sign(new RSASSASigner(by));
        return token.serialize();
    }

    private static String signed(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        return signed(key, "JWT", claims(change));
    }

    @Test
    void whatTheIssuerSaysToThisClientIsGood() throws Exception {
        assertThat(decoder.decode(signed(claims -> claims)).getSubject()).isEqualTo("ann");
        String several =
                signed(claims -> claims.audience(List.of("console", "another")).claim("azp", "console"));
        assertThat(decoder.decode(several).getSubject()).isEqualTo("ann");
    }

    @Test
    void anythingElseIsNot() throws Exception {
        RSAKey foreign = new RSAKeyGenerator(2048).keyID("1").generate();
        SignedJWT shared = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("1").build(), claims(claims -> claims));
        shared.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        Date past = Date.from(Instant.now().minusSeconds(2));
        for (String token : List.of(
                new PlainJWT(claims(claims -> claims)).serialize(),
                shared.serialize(),
                signed(foreign, "JWT", claims(claims -> claims)),
                signed(key, "at+jwt", claims(claims -> claims)),
                signed(claims -> claims.issuer("https://elsewhere.example")),
                signed(claims -> claims.audience("chirograph")),
                signed(claims -> claims.audience((String) null)),
                signed(claims -> claims.audience(List.of("console", "another"))),
                signed(claims -> claims.audience(List.of("console", "calls")).claim("azp", "console")),
                signed(claims -> claims.claim("azp", "another")),
                signed(claims -> claims.expirationTime(past)),
                signed(claims -> claims.expirationTime(null)),
                signed(claims -> claims.issueTime(Date.from(Instant.now().plusSeconds(120)))),
                signed(claims -> claims.subject(null)))) {
            assertThatThrownBy(() -> decoder.decode(token)).isInstanceOf(BadJwtException.class);
        }
    }
}
