package io.chirograph.identity.callers;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.identity.RecordedDoors;
import io.chirograph.identity.development.DevelopmentOperators;
import io.chirograph.identity.development.OperatorSecurityTest;
import io.chirograph.identity.operators.Role;
import io.chirograph.identity.tokens.Audiences;
import io.chirograph.standin.StandinIssuer;
import io.chirograph.web.clientaddress.ClientAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/// Operators with tokens of a real issuer, every rule set, in a process that is not a developer's. Whoever is turned
/// away is on record.
class OperatorsOfAnIssuerTest {
    private static final String PROXY = "Cf-Access-Jwt-Assertion";
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private static Path data;

    private static StandinIssuer issuer;
    private static ConfigurableApplicationContext context;
    private static RecordedDoors doors;

    @BeforeAll
    static void start() throws IOException {
        Path key = Files.writeString(data.resolve("no-key.pem"), "not read here");
        issuer = StandinIssuer.start();
        String operators = "--chirograph.identity.operators.";
        context = new SpringApplication(OperatorSecurityTest.Server.class)
                .run(
                        "--server.port=0",
                        "--management.server.port=0",
                        "--management.endpoints.web.exposure.include=health,info",
                        "--management.endpoint.health.validate-group-membership=false",
                        "--logging.level.root=warn",
                        "--chirograph.environment=production",
                        "--chirograph.data-dir=" + data,
                        "--chirograph.log.origin=example.com/chirograph/gw-1",
                        "--chirograph.log.signing-key=" + key,
                        "--chirograph.gateway.providers.none.base-url=http://127.0.0.1:1",
                        operators + "jwk-set-uri=" + issuer.jwkSetUri(),
                        operators + "issuer-uri=" + issuer.uri(),
                        operators + "audiences=operators",
                        operators + "role-claim=groups",
                        operators + "role-mapping.auditor=sec-audit",
                        operators + "exclusive-roles=auditor+administrator",
                        operators + "token-header=" + PROXY,
                        operators + "mfa.roles=administrator",
                        operators + "mfa.methods=mfa,hwk",
                        operators + "mfa.classes=aal2",
                        operators + "actuator=true",
                        "--chirograph.identity.callers.issuers[0].issuer-uri=" + issuer.uri(),
                        "--chirograph.identity.callers.issuers[0].jwk-set-uri=" + issuer.jwkSetUri(),
                        "--chirograph.identity.callers.issuers[0].audiences=calls",
                        "--chirograph.identity.callers.issuers[0].tenant=acme");
        doors = context.getBean(RecordedDoors.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        issuer.close();
    }

    @BeforeEach
    void forget() {
        doors.take();
    }

    private static Map<String, Object> claims(Object... more) {
        Map<String, Object> claims =
                new HashMap<>(Map.of("aud", List.of("operators"), "sub", "ann", "groups", List.of("sec-audit")));
        for (int i = 0; i < more.length; i += 2) {
            claims.put((String) more[i], more[i + 1]);
        }
        return claims;
    }

    private static HttpResponse<String> send(String path, String... headers) throws Exception {
        return sendTo(context.getEnvironment().getRequiredProperty("local.server.port"), path, headers);
    }

    private static HttpResponse<String> sendTo(String port, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theOperationsPortHasADoorForObserversAndNoneForProbes() throws Exception {
        String ops = context.getEnvironment().getRequiredProperty("local.management.port");
        String info = "/actuator/info";
        assertThat(sendTo(ops, info).statusCode()).isEqualTo(401);
        assertThat(doors.take()).last().satisfies(facts -> {
            assertThat(facts.granted()).isFalse();
            assertThat(facts.surface()).isEqualTo("actuator");
        });
        String auditor = issuer.token(claims());
        assertThat(sendTo(ops, info, "Authorization", "Bearer " + auditor).body())
                .contains("role-missing");
        String observer = issuer.token(claims("groups", List.of("observer")));
        assertThat(sendTo(ops, info, "Authorization", "Bearer " + observer).statusCode())
                .isEqualTo(200);
        assertThat(doors.take()).last().satisfies(facts -> {
            assertThat(facts.granted()).isTrue();
            assertThat(facts.surface()).isEqualTo("actuator");
        });
        assertThat(bearer("/audit/v1/calls", observer).body()).contains("role-missing");
        doors.take();
        assertThat(sendTo(ops, "/actuator/health/liveness").body()).contains("UP");
        assertThat(doors.take()).isEmpty();
    }

    private static HttpResponse<String> bearer(String path, String token) throws Exception {
        return send(path, "Authorization", "Bearer " + token);
    }

    private static void assertEnters(String path, String... headers) throws Exception {
        assertThat(send(path, headers).body()).isEqualTo("reached");
        assertThat(doors.take())
                .last()
                .satisfies(facts -> assertThat(facts.granted()).isTrue());
    }

    private static AccessAuthenticated assertRefused(String code, int status, String path, String token)
            throws Exception {
        HttpResponse<String> answer = bearer(path, token);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains("\"code\":\"" + code + "\"");
        List<AccessAuthenticated> facts = doors.take();
        assertThat(facts).hasSize(1);
        assertThat(facts.getFirst().granted()).isFalse();
        assertThat(facts.getFirst().code()).isEqualTo(code);
        assertThat(Objects.requireNonNull(facts.getFirst().refusal()).status()).isEqualTo(status);
        return facts.getFirst();
    }

    @Test
    void theIssuersWordsAreRoles() throws Exception {
        assertEnters("/audit/v1/calls", "Authorization", "Bearer " + issuer.token(claims()));
        assertRefused("role-missing", 403, "/audit/v1/calls", issuer.token(claims("groups", List.of("auditor"))));
        assertRefused("role-missing", 403, "/audit/v1/calls", issuer.token(claims("groups", List.of("end-user"))));
        assertRefused("role-missing", 403, "/admin/v1/x", issuer.token(claims()));
        assertRefused("role-missing", 403, "/admin/v1/holds", issuer.token(claims()));
    }

    @Test
    void rolesThatExcludeOneAnotherAreGoodForNothing() throws Exception {
        String both = issuer.token(claims("groups", List.of("sec-audit", "administrator"), "amr", List.of("mfa")));
        for (String path : List.of("/audit/v1/calls", "/admin/v1/x", "/console", "/admin/v1/holds")) {
            assertThat(assertRefused("roles-exclusive", 403, path, both).roles())
                    .containsExactly("auditor", "administrator");
        }
    }

    @Test
    void anAdministratorShowsMoreThanOneFactor() throws Exception {
        for (Map<String, Object> shown : List.<Map<String, Object>>of(
                Map.of(),
                Map.of("amr", List.of("pwd", "otp")),
                Map.of("acr", "aal1"),
                Map.of("amr", Map.of("mfa", 1)))) {
            Map<String, Object> claims = claims("groups", List.of("administrator"));
            claims.putAll(shown);
            AccessAuthenticated facts = assertRefused("mfa-required", 403, "/admin/v1/x", issuer.token(claims));
            assertThat(facts.mfa().demanded()).isTrue();
            assertThat(facts.mfa().shown()).isFalse();
            assertThat(facts.principal().verified()).containsEntry("subject", "ann");
        }
        for (Map<String, Object> shown : List.<Map<String, Object>>of(
                Map.of("amr", List.of("pwd", "hwk")), Map.of("amr", "mfa"), Map.of("acr", "aal2"))) {
            Map<String, Object> claims = claims("groups", List.of("administrator"));
            claims.putAll(shown);
            assertEnters("/admin/v1/x", "Authorization", "Bearer " + issuer.token(claims));
        }
    }

    @Test
    void aProxyMayBringTheToken() throws Exception {
        String token = issuer.token(claims());
        assertEnters("/audit/v1/calls", PROXY, token);
        assertThat(send("/audit/v1/calls", PROXY, token, "Authorization", "Bearer " + token)
                        .body())
                .isEqualTo("reached");
        doors.take();
        String other = issuer.token(claims("sub", "bob"));
        assertThat(send("/audit/v1/calls", PROXY, token, "Authorization", "Bearer " + other)
                        .statusCode())
                .isEqualTo(401);
        assertThat(send("/audit/v1/calls", PROXY, token, PROXY, token).statusCode())
                .isEqualTo(401);
        assertThat(send("/audit/v1/calls", PROXY, "Bearer " + token).statusCode())
                .isEqualTo(401);
        assertThat(doors.take()).hasSize(3).allSatisfy(facts -> {
            assertThat(facts.code()).isEqualTo("token-invalid");
            assertThat(facts.means().header()).isEqualTo(PROXY);
        });
    }

    private static String signed(RSAKey key, JWTClaimsSet.Builder claims) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(), claims.build());
        token.sign(new RSASSASigner(key));
        return token.serialize();
    }

    @Test
    void tokensThatAreNotGoodAreRefusedAndOnRecord() throws Exception {
        Instant now = Instant.now();
        RSAKey key = issuer.key();
        JWTClaimsSet claims = new JWTClaimsSet.Builder()
                .issuer(issuer.uri())
                .audience("operators")
                .subject("ann")
                .claim("groups", List.of("sec-audit"))
                .expirationTime(Date.from(now.plusSeconds(600)))
                .build();
        SignedJWT shared = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), claims);
        shared.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
        String developer = DevelopmentOperators.in(data.resolve("dev"), Clock.systemUTC())
                .token(Role.AUDITOR, "dev", Duration.ofHours(1));
        for (String token : List.of(
                issuer.token(claims("aud", List.of("another"))),
                issuer.token(claims("aud", List.of("calls"), "tenant", "acme")),
                issuer.token(claims("aud", List.of("calls", "operators"))),
                signed(key, new JWTClaimsSet.Builder(claims).expirationTime(Date.from(now.minusSeconds(120)))),
                signed(key, new JWTClaimsSet.Builder(claims).notBeforeTime(Date.from(now.plusSeconds(120)))),
                signed(key, new JWTClaimsSet.Builder(claims).issuer("https://elsewhere.example")),
                new PlainJWT(claims).serialize(),
                shared.serialize(),
                developer,
                "cg_dev_0000",
                "x")) {
            AccessAuthenticated facts = assertRefused("token-invalid", 401, "/audit/v1/calls", token);
            assertThat(facts.known()).isFalse();
            assertThat(facts.means().method()).isEqualTo("none");
        }
    }

    @Test
    void theIssuerMayChangeItsKey() throws Exception {
        RSAKey former = issuer.key();
        String before = issuer.token(claims("sub", "former"));
        assertEnters("/audit/v1/calls", "Authorization", "Bearer " + before);
        issuer.rotate();
        assertEnters("/audit/v1/calls", "Authorization", "Bearer " + issuer.token(claims("sub", "next")));
        SignedJWT late = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(former.getKeyID())
                        .build(),
                SignedJWT.parse(before).getJWTClaimsSet());
        late.sign(new RSASSASigner(former));
        assertRefused("token-invalid", 401, "/audit/v1/calls", late.serialize());
    }

    @Test
    void anOperatorsTokenIsNoCallersToken() throws Exception {
        CallerTokens callers = new CallerTokens(
                context.getBean(CallerProperties.class).callers().issuers(),
                context.getBean(Audiences.class).foreignToCallers(),
                Clock.systemUTC());
        assertThat(callers.authenticate(issuer.token(claims()), ClientAddress.direct("127.0.0.1"), Instant.now()))
                .isInstanceOf(KeyResult.Refused.class);
    }
}
