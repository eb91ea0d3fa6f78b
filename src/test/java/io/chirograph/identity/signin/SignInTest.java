package io.chirograph.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;

import io.chirograph.SettableClock;
import io.chirograph.e2e.GatewayProcess;
import io.chirograph.event.facts.AccessAuthenticated;
import io.chirograph.identity.IdentityConfiguration;
import io.chirograph.identity.RecordedDoors;
import io.chirograph.identity.operators.Operator;
import io.chirograph.standin.Browser;
import io.chirograph.standin.StandinIssuer;
import java.io.IOException;
import java.net.HttpCookie;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/// People sign in by browser at a real issuer. Behind the doors stands an echo of who is there.
class SignInTest {
    private static final String SESSION = BrowserCookies.SESSION;
    private static final String OPERATORS = "--chirograph.identity.operators.";

    @TempDir
    private static Path data;

    private static StandinIssuer issuer;
    private static ConfigurableApplicationContext context;
    private static RecordedDoors doors;
    private static SettableClock clock;
    private static String gateway;
    private Browser browser;

    // No stereotype: component scans of other tests must pass it by.
    @EnableAutoConfiguration(
            exclude = {SecurityFilterAutoConfiguration.class, UserDetailsServiceAutoConfiguration.class})
    @Import({IdentityConfiguration.class, SignInConfiguration.class})
    static class Server {
        @Bean
        SettableClock clock() {
            return new SettableClock(Instant.now());
        }

        @Bean
        RecordedDoors doors() {
            return new RecordedDoors();
        }

        @Bean
        RouterFunction<ServerResponse> echo() {
            return RouterFunctions.route(RequestPredicates.all(), request -> {
                Operator operator = Operator.of(request.servletRequest());
                Object form = request.servletRequest().getAttribute(CsrfToken.class.getName());
                return ServerResponse.ok()
                        .body("reached by " + operator.actor().verified()
                                + operator.scope().facts()
                                + (form instanceof CsrfToken token
                                        ? "<input name=\"_csrf\" value=\"" + token.getToken() + "\">"
                                        : ""));
            });
        }
    }

    @BeforeAll
    static void start() throws IOException {
        issuer = StandinIssuer.start();
        int port = GatewayProcess.freePort();
        gateway = "http://127.0.0.1:" + port;
        context = new SpringApplication(Server.class)
                .run(
                        "--chirograph.environment=development",
                        "--server.port=" + port,
                        "--management.server.port=-1",
                        "--management.endpoint.health.validate-group-membership=false",
                        "--logging.level.root=warn",
                        "--chirograph.data-dir=" + data,
                        OPERATORS + "jwk-set-uri=" + issuer.jwkSetUri(),
                        OPERATORS + "issuer-uri=" + issuer.uri(),
                        OPERATORS + "audiences=chirograph",
                        OPERATORS + "role-claim=groups",
                        OPERATORS + "role-mapping.auditor=sec-audit",
                        OPERATORS + "exclusive-roles=auditor+administrator",
                        OPERATORS + "mfa.roles=auditor",
                        OPERATORS + "scope.tenant-claim=tenants",
                        OPERATORS + "sign-in.client-id=console-secret",
                        OPERATORS + "sign-in.client-secret=console secret",
                        OPERATORS + "sign-in.external-url=" + gateway);
        doors = context.getBean(RecordedDoors.class);
        clock = context.getBean(SettableClock.class);
    }

    @AfterAll
    static void stop() {
        context.close();
        issuer.close();
    }

    @BeforeEach
    void open() {
        browser = new Browser();
        clock.set(Instant.now());
        issuer.identifies(claims());
        doors.take();
    }

    @AfterEach
    void close() {
        browser.close();
    }

    private static Map<String, Object> claims(Object... more) {
        Map<String, Object> claims =
                new HashMap<>(Map.of("groups", List.of("sec-audit"), "amr", List.of("pwd", "mfa"), "tenants", "acme"));
        for (int i = 0; i < more.length; i += 2) {
            claims.put((String) more[i], more[i + 1]);
        }
        return claims;
    }

    private String signIn(String name) throws Exception {
        HttpResponse<String> in = browser.follow(browser.signIn(gateway + "/console", name));
        assertThat(in.statusCode()).as(in.body()).isEqualTo(302);
        assertThat(Browser.target(in)).isEqualTo(gateway + "/console");
        return browser.cookie(SESSION).orElseThrow().getValue();
    }

    private AccessAuthenticated assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(code);
        List<AccessAuthenticated> facts = doors.take();
        assertThat(facts).hasSize(1);
        assertThat(facts.getFirst().granted()).isFalse();
        assertThat(facts.getFirst().code()).isEqualTo(code);
        assertThat(Objects.requireNonNull(facts.getFirst().refusal()).status()).isEqualTo(status);
        return facts.getFirst();
    }

    private static Map<String, String> asked(String address) {
        Map<String, String> asked = new HashMap<>();
        for (String pair : URI.create(address).getQuery().split("&", -1)) {
            asked.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return asked;
    }

    @Test
    void whoSignsInReadsTheTrailAndChangesNothing() throws Exception {
        HttpResponse<String> begun = browser.follow(browser.open(gateway + "/console"));
        assertThat(asked(Browser.target(begun)))
                .containsEntry("response_type", "code")
                .containsEntry("code_challenge_method", "S256")
                .containsEntry("redirect_uri", gateway + "/console/sign-in/code")
                .containsKeys("code_challenge", "state", "nonce");
        assertThat(doors.take()).isEmpty();

        HttpResponse<String> in = browser.follow(browser.signIn(gateway + "/console", "ann"));
        assertThat(doors.take()).singleElement().satisfies(facts -> {
            assertThat(facts.granted()).isTrue();
            assertThat(facts.surface()).isEqualTo("console");
            assertThat(facts.means().method()).isEqualTo("oidc-code");
            assertThat(facts.means().header()).isNull();
            assertThat(facts.mfa().shown()).isTrue();
            assertThat(facts.principal().verified())
                    .containsEntry("subject", "ann")
                    .containsEntry("issuer", issuer.uri());
        });
        assertThat(in.headers().allValues("Set-Cookie"))
                .anySatisfy(cookie -> assertThat(cookie)
                        .startsWith(SESSION + "=")
                        .contains("; Path=/", "; HttpOnly", "; SameSite=Lax")
                        .doesNotContain("Secure", "Max-Age", "."));
        HttpResponse<String> console = browser.follow(in);
        assertThat(console.body()).startsWith("reached by {issuer=");
        assertThat(console.headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("frame-ancestors 'none'"));
        assertThat(doors.take()).as("the same entering").isEmpty();

        assertThat(browser.fetch("GET", gateway + "/audit/v1/calls").body())
                .contains("subject=ann")
                .contains("{tenants=[acme]}");
        assertThat(browser.fetch("HEAD", gateway + "/audit/v1/calls").statusCode())
                .isEqualTo(200);
        assertThat(doors.take()).singleElement().satisfies(facts -> {
            assertThat(facts.surface()).isEqualTo("audit");
            assertThat(facts.means().method()).isEqualTo("oidc-code");
            assertThat(facts.means().header()).isEqualTo("Cookie");
        });
    }

    @Test
    void aSessionOpensNoOtherDoor() throws Exception {
        signIn("ann");
        doors.take();
        for (String door :
                List.of("GET /admin/v1/x", "POST /admin/v1/holds", "POST /audit/v1/evidence", "GET /audit")) {
            String[] parts = door.split(" ", -1);
            assertRefused(browser.fetch(parts[0], gateway + parts[1]), 401, "token-missing");
        }
        assertRefused(browser.fetch("DELETE", gateway + "/audit/v1/calls"), 405, "method-not-allowed");
        assertRefused(
                browser.fetch("GET", gateway + "/audit/v1/calls", "Sec-Fetch-Site", "cross-site"),
                401,
                "token-missing");
    }

    @Test
    void whereATokenIsShownItDecidesAndNoSessionDoes() throws Exception {
        signIn("ann");
        String token = issuer.token(claims("aud", List.of("chirograph"), "sub", "bob"));
        HttpResponse<String> answer =
                browser.fetch("GET", gateway + "/audit/v1/calls", "Authorization", "Bearer " + token);
        assertThat(answer.body()).contains("subject=bob");
        assertThat(answer.headers().allValues("Set-Cookie")).isEmpty();
        doors.take();
        assertRefused(browser.fetch("GET", gateway + "/console", "Authorization", "Bearer x"), 401, "token-invalid");
    }

    @Test
    void eachSignInMakesAnotherSessionAndEndsTheFormer() throws Exception {
        String first = signIn("ann");
        HttpCookie former = browser.cookie(SESSION).orElseThrow();
        issuer.identifies(claims("tenants", "other"));
        HttpResponse<String> back = browser.signIn(gateway + "/console/sign-in", "ann");
        browser.follow(back);
        assertThat(browser.cookie(SESSION).orElseThrow().getValue()).isNotEqualTo(first);
        assertThat(browser.fetch("GET", gateway + "/audit/v1/calls").body()).contains("{tenants=[other]}");
        doors.take();
        browser.keep(List.of(former));
        assertRefused(browser.fetch("GET", gateway + "/audit/v1/calls"), 401, "session-ended");
    }

    @Test
    void anAnswerOfAnotherSignInIsRefused() throws Exception {
        HttpResponse<String> back = browser.signIn(gateway + "/console", "ann");
        try (Browser other = new Browser()) {
            assertRefused(other.follow(back), 400, "sign-in-unknown");
            HttpResponse<String> its = other.signIn(gateway + "/console", "eve");
            assertRefused(other.follow(back), 400, "sign-in-unknown");
            // the code of one browser with the state of the other: its verifier does not fit the challenge
            String code = asked(Browser.target(back)).get("code");
            String state = asked(Browser.target(its)).get("state");
            assertRefused(
                    other.open(gateway + "/console/sign-in/code?code=" + code + "&state=" + state),
                    401,
                    "sign-in-refused");
            assertThat(other.cookie(SESSION)).isEmpty();
        }
    }

    @Test
    void anAnswerIsGoodOnceAndForAWhile() throws Exception {
        HttpResponse<String> back = browser.signIn(gateway + "/console", "ann");
        List<HttpCookie> begun = browser.cookies();
        browser.follow(back);
        doors.take();
        assertRefused(browser.follow(back), 400, "sign-in-unknown");
        browser.keep(begun);
        assertRefused(browser.follow(back), 401, "sign-in-refused");
        HttpResponse<String> late = browser.signIn(gateway + "/console", "ann");
        clock.advance(PendingSignIns.PATIENCE);
        assertRefused(browser.follow(late), 400, "sign-in-unknown");
    }

    @Test
    void whatTheIssuerOrSomebodyInItsPlaceSaysOfAnErrorIsNotShown() throws Exception {
        HttpResponse<String> begun = browser.follow(browser.open(gateway + "/console"));
        String state = asked(Browser.target(begun)).get("state");
        HttpResponse<String> answer = browser.open(gateway + "/console/sign-in/code?error=access_denied&state=" + state
                + "&error_description=%3Cscript%3Ecall+0900%3C/script%3E");
        assertRefused(answer, 401, "sign-in-refused");
        assertThat(answer.body()).contains("access_denied").doesNotContain("0900");
        assertRefused(browser.open(gateway + "/console/sign-in/code"), 400, "sign-in-unknown");
    }

    @Test
    void whomTheRulesRefuseGetsNoSession() throws Exception {
        Map<String, Map<String, Object>> refused = Map.of(
                "role-missing", claims("groups", List.of("auditor")),
                "roles-exclusive", claims("groups", List.of("sec-audit", "administrator")),
                "mfa-required", claims("amr", List.of("pwd")),
                "scope-missing", claims("tenants", ""));
        for (Map.Entry<String, Map<String, Object>> entry : refused.entrySet()) {
            issuer.identifies(entry.getValue());
            AccessAuthenticated facts =
                    assertRefused(browser.follow(browser.signIn(gateway + "/console", "ann")), 403, entry.getKey());
            assertThat(facts.principal().verified()).containsEntry("subject", "ann");
            assertThat(facts.means().method()).isEqualTo("oidc-code");
            assertThat(browser.cookie(SESSION)).isEmpty();
        }
    }

    @Test
    void anIdTokenThatIsNotForThisSignInIsRefused() throws Exception {
        Instant now = Instant.now();
        for (Map<String, Object> claims : List.of(
                claims("nonce", "of-another"),
                claims("aud", List.of("another")),
                claims("aud", List.of("console-secret", "another"), "azp", "another"),
                claims("iss", "https://elsewhere.example"),
                claims("iat", now.minusSeconds(120), "exp", now.minusSeconds(2)),
                claims("sub", ""))) {
            issuer.identifies(claims);
            assertRefused(browser.follow(browser.signIn(gateway + "/console", "ann")), 401, "token-invalid");
            assertThat(browser.cookie(SESSION)).isEmpty();
        }
    }

    @Test
    void whatCannotBeRecordedOpensNothing() throws Exception {
        HttpResponse<String> back = browser.signIn(gateway + "/console", "ann");
        doors.unavailable = true;
        try {
            HttpResponse<String> answer = browser.follow(back);
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.body()).contains("recording-unavailable");
            assertThat(browser.cookie(SESSION)).isEmpty();
        } finally {
            doors.unavailable = false;
        }
    }

    @Test
    void signingOutTakesTheFormOfTheSession() throws Exception {
        signIn("ann");
        doors.take();
        HttpCookie session = browser.cookie(SESSION).orElseThrow();
        assertRefused(browser.submit(gateway + "/console/sign-out", "", Map.of("_csrf", "x")), 403, "form-refused");
        assertThat(browser.fetch("GET", gateway + "/console/sign-out").body())
                .as("no way out by GET")
                .contains("ann");
        String page = browser.open(gateway + "/console").body();
        HttpResponse<String> out = browser.submit(gateway + "/console/sign-out", page, Map.of());
        assertThat(Browser.target(out)).isEqualTo(gateway + "/console/signed-out");
        doors.take();
        browser.keep(List.of(session));
        assertRefused(browser.fetch("GET", gateway + "/audit/v1/calls"), 401, "session-ended");
        assertThat(Browser.target(browser.open(gateway + "/console"))).isEqualTo(gateway + "/console/sign-in");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT30M", "PT8H"})
    void aSessionEndsWhenItIsIdleOrOld(Duration after) throws Exception {
        issuer.identifies(claims("exp", Instant.now().plus(Duration.ofDays(1))));
        signIn("ann");
        String calls = gateway + "/audit/v1/calls";
        Duration step = Duration.ofMinutes(29);
        Instant end = clock.instant().plus(after);
        while (clock.instant().plus(step).isBefore(end)) {
            clock.advance(step);
            assertThat(browser.fetch("GET", calls).statusCode()).isEqualTo(200);
        }
        clock.set(after.equals(Duration.ofMinutes(30)) ? clock.instant().plus(after) : end);
        doors.take();
        assertRefused(browser.fetch("GET", calls), 401, "session-ended");
    }

    @Test
    void aSessionEndsWithItsIdToken() throws Exception {
        issuer.identifies(claims("exp", Instant.now().plusSeconds(300)));
        signIn("ann");
        clock.advance(Duration.ofSeconds(301));
        doors.take();
        assertRefused(browser.fetch("GET", gateway + "/audit/v1/calls"), 401, "session-ended");
    }

    @Test
    void programsWithoutASessionAreToldSo() throws Exception {
        for (String path : List.of("/console", "/console/x", "/audit/v1/calls")) {
            assertRefused(browser.fetch("GET", gateway + path), 401, "token-missing");
        }
        try (HttpClient plain = HttpClient.newHttpClient()) {
            HttpRequest post = HttpRequest.newBuilder(URI.create(gateway + "/console/sign-in"))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            assertRefused(plain.send(post, HttpResponse.BodyHandlers.ofString()), 403, "form-refused");
        }
    }
}
