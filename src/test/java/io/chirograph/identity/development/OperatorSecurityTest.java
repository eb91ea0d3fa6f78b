package io.chirograph.identity.development;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.PlainHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.identity.IdentityConfiguration;
import io.chirograph.identity.RecordedDoors;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/// The operators' doors over real HTTP, with nothing behind them but an echo.
public class OperatorSecurityTest {
    @TempDir
    private static Path data;

    private static ConfigurableApplicationContext context;
    private static int port;
    private static ECKey key;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    // No stereotype: component scans of other tests must pass it by.
    @EnableAutoConfiguration(
            exclude = {SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
    @Import(IdentityConfiguration.class)
    public static class Server {
        @Bean
        Clock clock() {
            return Clock.systemUTC();
        }

        @Bean
        RecordedDoors doors() {
            return new RecordedDoors();
        }

        @Bean
        RouterFunction<ServerResponse> echo() {
            return RouterFunctions.route(
                    RequestPredicates.all(), request -> ServerResponse.ok().body("reached"));
        }
    }

    @BeforeAll
    static void start() throws Exception {
        DevelopmentCredentials credentials = new DevelopmentCredentials(data.resolve("dev"), Clock.systemUTC());
        credentials.gatewayKey();
        credentials.renewTokens();
        key = ECKey.parse(Files.readString(data.resolve("dev/operator-key.json")));
        SpringApplication application = new SpringApplication(Server.class);
        context = application.run(
                "--chirograph.environment=development",
                "--server.port=0",
                "--management.server.port=-1",
                "--management.endpoint.health.validate-group-membership=false",
                "--chirograph.data-dir=" + data,
                "--logging.level.root=warn");
        port = Integer.parseInt(context.getEnvironment().getRequiredProperty("local.server.port"));
    }

    @AfterAll
    static void stop() {
        context.close();
    }

    private static HttpResponse<String> send(String method, String path, String authorization)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String dev(String name) throws IOException {
        return "Bearer " + Files.readString(data.resolve("dev").resolve(name));
    }

    private static JWTClaimsSet.Builder claims() {
        Instant now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(DevelopmentOperators.ISSUER)
                .audience(DevelopmentOperators.AUDIENCE)
                .subject("ann")
                .claim("roles", List.of("auditor"))
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(600)));
    }

    private static String signed(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        SignedJWT token = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(),
                change.apply(claims()).build());
        token.sign(new ECDSASigner(key));
        return "Bearer " + token.serialize();
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        assertThat(answer.body())
                .contains("\"status\":" + status)
                .contains("\"code\":\"" + code + "\"")
                .contains("\"title\":");
    }

    @Test
    void anAuditorReadsTheAuditPaths() throws Exception {
        assertThat(send("GET", "/audit/v1/calls", dev("auditor-token")).body()).isEqualTo("reached");
        assertThat(send("HEAD", "/audit/v1/calls", dev("auditor-token")).statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/audit/v1/calls", signed(c -> c)).statusCode()).isEqualTo(200);
    }

    @Test
    void anAdministratorReachesAdminAndNotAudit() throws Exception {
        assertThat(send("POST", "/admin/v1/keys", dev("admin-token")).body()).isEqualTo("reached");
        assertProblem(send("GET", "/audit/v1/calls", dev("admin-token")), 403, "role-missing");
        assertProblem(send("GET", "/admin/v1/keys", dev("auditor-token")), 403, "role-missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/audit/v1/calls", "/audit", "/admin/v1/x", "/console/", "/console", "/%61udit/v1/calls"})
    void withoutATokenNothingIsReached(String path) throws Exception {
        HttpResponse<String> answer = send("GET", path, "");
        assertProblem(answer, 401, "token-missing");
        assertThat(answer.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
    void otherMethodsUnderAuditAreRefusedWithAndWithoutToken(String method) throws Exception {
        for (String authorization : List.of("", dev("auditor-token"))) {
            HttpResponse<String> answer = send(method, "/audit/v1/calls", authorization);
            assertProblem(answer, 405, "method-not-allowed");
            assertThat(answer.headers().firstValue("Allow")).hasValue("GET, HEAD");
        }
    }

    @Test
    void aTokenThatIsNotGoodIsRefused() throws Exception {
        ECKey other = new ECKeyGenerator(Curve.P_256).keyID(key.getKeyID()).generate();
        SignedJWT forged = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.ES256).keyID(key.getKeyID()).build(), claims().build());
        forged.sign(new ECDSASigner(other));
        SignedJWT shared = new SignedJWT(
                new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build(), claims().build());
        shared.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        String good = signed(c -> c);
        for (String token : List.of(
                new PlainJWT(new PlainHeader.Builder().type(JOSEObjectType.JWT).build(), claims().build()).serialize(),
                forged.serialize(),
                shared.serialize(),
                Files.readString(data.resolve("dev/gateway-key")),
                "x",
                good.substring("Bearer ".length(), good.length() - 2))) {
            assertProblem(send("GET", "/audit/v1/calls", "Bearer " + token), 401, "token-invalid");
        }
        for (String token : List.of(
                signed(c -> c.expirationTime(Date.from(Instant.now().minus(Duration.ofMinutes(2))))),
                signed(c -> c.expirationTime(null)),
                signed(c -> c.notBeforeTime(Date.from(Instant.now().plus(Duration.ofMinutes(2))))),
                signed(c -> c.issuer("https://elsewhere.example")),
                signed(c -> c.audience("another")),
                signed(c -> c.audience((String) null)),
                signed(c -> c.subject(null)))) {
            assertProblem(send("GET", "/audit/v1/calls", token), 401, "token-invalid");
        }
    }

    @Test
    void twoDifferentAuthorizationsAreNobodysAndOnRecord() throws Exception {
        RecordedDoors doors = context.getBean(RecordedDoors.class);
        doors.take();
        for (String other : List.of(dev("admin-token"), "Basic YTpi", "bearer x", "")) {
            for (String path : List.of("/audit/v1/calls", "/admin/v1/keys", "/console")) {
                assertProblem(twice(path, dev("auditor-token"), other), 401, "token-invalid");
                assertProblem(twice(path, other, dev("admin-token") + "x"), 401, "token-invalid");
            }
        }
        assertThat(doors.take())
                .hasSize(24)
                .allMatch(facts -> !facts.granted() && "token-invalid".equals(facts.code()));
        assertProblem(
                send("GET", "/audit/v1/calls", dev("auditor-token") + ", " + dev("admin-token")), 401, "token-invalid");
        assertThat(twice("/audit/v1/calls", dev("auditor-token"), dev("auditor-token"))
                        .body())
                .isEqualTo("reached");
    }

    private static HttpResponse<String> twice(String path, String first, String second)
            throws IOException, InterruptedException {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .header("Authorization", first)
                        .header("Authorization", second)
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    @ParameterizedTest
    @CsvSource({"roles, auditors", "role, auditor", "scope, auditor"})
    void aTokenWithoutTheRoleIsForbidden(String claim, String value) throws Exception {
        String token = signed(c -> c.claim("roles", null).claim(claim, value));
        assertProblem(send("GET", "/audit/v1/calls", token), 403, "role-missing");
    }

    @Test
    void otherPathsNeverMeetTheSecurityFilter() throws Exception {
        for (String path : List.of("/sandbox/v1/chat/completions", "/auditors", "/x;y=1/z", "/a//b")) {
            HttpResponse<String> answer = send("POST", path, "Bearer nonsense");
            assertThat(answer.statusCode()).isNotIn(401, 403);
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).isEmpty();
        }
        assertThat(send("POST", "/sandbox/v1/x", "").body()).isEqualTo("reached");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"/audit/v1;x=1/calls", "/audit//v1/calls", "/audit/v1/%2e%2e/calls", "/x/..;/audit/v1/calls"})
    void ambiguousPathsNeverReachTheAuditPaths(String path) throws Exception {
        assertThat(send("GET", path, "").statusCode()).isIn(400, 401);
        assertThat(send("GET", path, dev("auditor-token")).body()).doesNotContain("\"trace\"");
    }

    @Test
    void whoEntersIsRecordedOnceForATokenASurfaceAndAnInterval() throws Exception {
        RecordedDoors doors = context.getBean(RecordedDoors.class);
        String token = signed(c -> c.jwtID("t-1"));
        doors.take();
        send("GET", "/audit/v1/calls", token);
        send("HEAD", "/audit/v1/events", token);
        send("GET", "/console", token);
        List<AccessAuthenticated> entered = doors.take();
        assertThat(entered).extracting(AccessAuthenticated::surface).containsExactly("audit", "console");
        AccessAuthenticated first = entered.getFirst();
        assertThat(first.granted()).isTrue();
        assertThat(first.principal().verified())
                .containsEntry("subject", "ann")
                .containsEntry("issuer", DevelopmentOperators.ISSUER);
        assertThat(first.means().tokenId()).isEqualTo("t-1");
        assertThat(first.roles()).containsExactly("auditor");
        assertThat(first.means().method()).isEqualTo("jwt");
        assertThat(first.means().header()).isEqualTo("Authorization");
        assertThat(first.client().peer()).isEqualTo("127.0.0.1");
    }

    @Test
    void whoCannotBeRecordedDoesNotEnter() throws Exception {
        RecordedDoors doors = context.getBean(RecordedDoors.class);
        String token = signed(c -> c.jwtID("t-2"));
        doors.unavailable = true;
        try {
            HttpResponse<String> answer = send("GET", "/audit/v1/calls", token);
            assertProblem(answer, 503, "recording-unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).hasValue("7");
        } finally {
            doors.unavailable = false;
        }
        assertThat(send("GET", "/audit/v1/calls", token).body()).isEqualTo("reached");
    }

    @Test
    void whoIsTurnedAwayIsRecordedToo() throws Exception {
        RecordedDoors doors = context.getBean(RecordedDoors.class);
        String token = signed(c -> c.claim("roles", List.of("end-user", "payload-reader")));
        doors.take();
        for (int i = 0; i < 3; i++) {
            assertProblem(send("GET", "/audit/v1/calls", token), 403, "role-missing");
        }
        assertThat(doors.first()).isEqualTo(1);
        assertThat(doors.take()).allSatisfy(facts -> {
            assertThat(facts.known()).isTrue();
            assertThat(facts.code()).isEqualTo("role-missing");
            assertThat(facts.roles()).containsExactly("payload-reader", "end-user");
        });
        send("GET", "/audit/v1/calls", "Bearer x");
        send("GET", "/admin/v1/holds", "");
        send("DELETE", "/audit/v1/calls", "");
        send("GET", "/audit//v1/calls", "");
        assertThat(doors.take())
                .noneMatch(AccessAuthenticated::known)
                .extracting(AccessAuthenticated::code, AccessAuthenticated::surface)
                .containsExactly(
                        Tuple.tuple("token-invalid", "audit"),
                        Tuple.tuple("token-missing", "retention"),
                        Tuple.tuple("method-not-allowed", "audit"),
                        Tuple.tuple("path-refused", "audit"));
    }
}
