package io.chirograph.gateway.federation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chirograph.event.value.SentCredential;
import io.chirograph.gateway.settings.WorkloadIdentity;
import io.chirograph.standin.RawUpstream;
import io.chirograph.standin.Received;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/// The wire of each exchange is as the providers' SDKs have it: openai-python `src/openai/auth/_workload.py` at
/// 014ea3d, anthropic-sdk-python `src/anthropic/lib/credentials/_workload.py` at 11648f2 (both Apache-2.0 and MIT), and
/// the references of Google's security token service and of Microsoft's identity platform.
class TokenExchangeTest {
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");
    private static final String TOKEN = "sk-ant-oat01-Aa_-.~+/=";
    private static final String GOOD =
            "{\"access_token\":\"" + TOKEN + "\",\"token_type\":\"Bearer\",\"expires_in\":600}";

    @TempDir
    Path directory;

    private final BlockingQueue<Received> requests = new LinkedBlockingQueue<>();
    private RawUpstream endpoint;
    private Path file;

    @BeforeEach
    void begin() throws IOException {
        endpoint = new RawUpstream((connection, wire) -> {});
        file = directory.resolve("token");
        subject(
                "{\"sub\":\"system:serviceaccount:ai:gw\",\"iss\":\"https://k8s.example\",\"jti\":\"j-1\",\"aud\":[\"x\"]}");
        says("200 OK", GOOD);
    }

    @AfterEach
    void end() throws IOException {
        endpoint.close();
    }

    private static String jwt(String claims) {
        var url = Base64.getUrlEncoder().withoutPadding();
        return url.encodeToString("{\"alg\":\"RS256\"}".getBytes(StandardCharsets.UTF_8)) + "."
                + url.encodeToString(claims.getBytes(StandardCharsets.UTF_8)) + ".c2ln";
    }

    private void subject(String claims) throws IOException {
        Files.writeString(file, jwt(claims) + "\n");
    }

    private void says(String... answers) {
        var left = new LinkedBlockingQueue<>(List.of(answers));
        endpoint.says((connection, wire) -> {
            Received request = wire.received();
            if (request != null) {
                requests.add(request);
                String status = String.valueOf(left.poll());
                byte[] body = String.valueOf(left.poll()).getBytes(StandardCharsets.UTF_8);
                wire.answer(status, "Content-Type: application/json\r\nConnection: close\r\n", body, false);
            }
        });
    }

    private WorkloadIdentity settings(
            WorkloadIdentity.Exchange exchange, @Nullable URI impersonation, Map<String, String> parameters) {
        return new WorkloadIdentity(
                exchange,
                endpoint.url().resolve("/oauth/token"),
                impersonation,
                file,
                parameters,
                Duration.ofSeconds(30));
    }

    private static AccessToken run(WorkloadIdentity settings) throws ExchangeFailed, InterruptedException {
        try (var exchange = new TokenExchange(settings, Clock.fixed(NOW, ZoneOffset.UTC))) {
            return exchange.run();
        }
    }

    private AccessToken plain() throws ExchangeFailed, InterruptedException {
        return run(settings(WorkloadIdentity.Exchange.TOKEN_EXCHANGE, null, Map.of("audience", "aud-1")));
    }

    private static Map<String, String> form(Received request) {
        assertThat(request.header("content-type")).isEqualTo("application/x-www-form-urlencoded");
        var fields = new TreeMap<String, String>();
        for (String pair : request.body().split("&", -1)) {
            String[] parts = pair.split("=", 2);
            fields.put(parts[0], URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
        }
        return fields;
    }

    private static Map<String, String> json(Received request) {
        assertThat(request.header("content-type")).isEqualTo("application/json");
        var fields = new TreeMap<String, String>();
        JsonMapper.shared().readTree(request.body()).forEachEntry((name, value) -> fields.put(name, value.asString()));
        return fields;
    }

    private String platform() throws IOException {
        return Files.readString(file).strip();
    }

    @Test
    void openAiGetsTheTokenExchangeWithItsOwnIds() throws Exception {
        AccessToken token = run(settings(
                WorkloadIdentity.Exchange.OPENAI,
                null,
                Map.of("identity-provider-id", "idp_1", "service-account-id", "svc_1")));
        Received request = requests.take();
        assertThat(request.target()).isEqualTo("/oauth/token");
        assertThat(json(request))
                .isEqualTo(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "subject_token", platform(),
                        "subject_token_type", "urn:ietf:params:oauth:token-type:jwt",
                        "identity_provider_id", "idp_1",
                        "service_account_id", "svc_1"));
        assertThat(token.text()).isEqualTo(TOKEN);
        assertThat(token.seconds()).isEqualTo(600);
        assertThat(token.facts())
                .isEqualTo(new SentCredential.Token(
                        token.facts().id(),
                        "system:serviceaccount:ai:gw",
                        "https://k8s.example",
                        "j-1",
                        "idp_1",
                        "svc_1",
                        NOW.plusSeconds(600)));
        assertThat(token.facts().id()).matches("sha256:[0-9a-f]{16}");
    }

    @Test
    void anthropicGetsTheJwtBearerGrantWithItsBetas() throws Exception {
        AccessToken token = run(settings(
                WorkloadIdentity.Exchange.ANTHROPIC,
                null,
                Map.of("federation-rule-id", "fdrl_1", "organization-id", "o-1", "service-account-id", "svac_1")));
        Received request = requests.take();
        assertThat(request.header("anthropic-beta")).isEqualTo("oauth-2025-04-20,oidc-federation-2026-04-01");
        assertThat(json(request))
                .isEqualTo(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer",
                        "assertion", platform(),
                        "federation_rule_id", "fdrl_1",
                        "organization_id", "o-1",
                        "service_account_id", "svac_1"));
        assertThat(token.facts().rule()).isEqualTo("fdrl_1");
        assertThat(token.facts().account()).isEqualTo("svac_1");
    }

    @Test
    void azureGetsAnAssertionInThePlaceOfASecret() throws Exception {
        AccessToken token = run(settings(WorkloadIdentity.Exchange.AZURE, null, Map.of("client-id", "app-1")));
        assertThat(form(requests.take()))
                .isEqualTo(Map.of(
                        "grant_type", "client_credentials",
                        "client_id", "app-1",
                        "client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
                        "client_assertion", platform(),
                        "scope", "https://cognitiveservices.azure.com/.default"));
        assertThat(token.facts().rule()).isEqualTo("app-1");
    }

    @Test
    void googleGetsTheTokenExchangeAndThenItsServiceAccountsToken() throws Exception {
        String until = "2026-11-20T10:59:59Z";
        var answers = new LinkedBlockingQueue<>(
                List.of(GOOD, "{\"accessToken\":\"ya29.x\",\"expireTime\":\"" + until + "\"}"));
        endpoint.says((connection, wire) -> {
            Received request = wire.received();
            if (request != null) {
                requests.add(request);
                wire.answer(
                        "200 OK",
                        "Connection: close\r\n",
                        String.valueOf(answers.poll()).getBytes(StandardCharsets.UTF_8),
                        false);
            }
        });
        AccessToken token = run(settings(
                WorkloadIdentity.Exchange.GOOGLE,
                endpoint.url().resolve("/v1/projects/-/serviceAccounts/gw@p.iam:generateAccessToken"),
                Map.of("audience", "//iam.googleapis.com/projects/1/x")));
        assertThat(form(requests.take()))
                .isEqualTo(Map.of(
                        "grant_type", "urn:ietf:params:oauth:grant-type:token-exchange",
                        "audience", "//iam.googleapis.com/projects/1/x",
                        "requested_token_type", "urn:ietf:params:oauth:token-type:access_token",
                        "scope", "https://www.googleapis.com/auth/cloud-platform",
                        "subject_token", platform(),
                        "subject_token_type", "urn:ietf:params:oauth:token-type:jwt"));
        Received second = requests.take();
        assertThat(second.target()).isEqualTo("/v1/projects/-/serviceAccounts/gw@p.iam:generateAccessToken");
        assertThat(second.header("authorization")).isEqualTo("Bearer " + TOKEN);
        assertThat(second.body()).isEqualTo("{\"scope\":[\"https://www.googleapis.com/auth/cloud-platform\"]}");
        assertThat(token.text()).isEqualTo("ya29.x");
        assertThat(token.seconds()).isEqualTo(3599);
        assertThat(token.facts().account()).isEqualTo("gw@p.iam");
        assertThat(token.facts().expires()).isEqualTo(Instant.parse(until));
    }

    @Test
    void thePlatformsTokenIsReadAnewEachTime() throws Exception {
        says("200 OK", GOOD, "200 OK", GOOD);
        plain();
        subject("{\"sub\":\"other\"}");
        assertThat(plain().facts().subject()).isEqualTo("other");
        assertThat(form(requests.take()).get("subject_token"))
                .isNotEqualTo(form(requests.take()).get("subject_token"));
    }

    @Test
    void aTokenThatNamesItselfIsKnownByThatName() throws Exception {
        says("200 OK", GOOD.replace(TOKEN, jwt("{\"jti\":\"t-7\"}")));
        assertThat(plain().facts().id()).isEqualTo("t-7");
        says("200 OK", GOOD.replace(TOKEN, jwt("{\"jti\":\"a\\nb\"}")));
        assertThat(plain().facts().id()).startsWith("sha256:");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"sub\":7,\"iss\":[],\"jti\":{}}",
                "{\"sub\":\"a\\u0000b\",\"iss\":\"\\u001b[31m\"}",
                "[1]",
                "{\"sub\":\"a\",\"sub\":\"b\"}",
                "not json"
            })
    void claimsThatAreNoTextAreLeftOut(String claims) throws Exception {
        subject(claims);
        SentCredential.Token facts = plain().facts();
        assertThat(facts.subject()).isNull();
        assertThat(facts.issuer()).isNull();
        assertThat(facts.subjectTokenId()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two\nlines", "with blank", "käse"})
    void aFileThatHoldsNoTokenIsNotSent(String content) throws IOException {
        Files.writeString(file, content);
        assertThatThrownBy(this::plain)
                .isInstanceOf(ExchangeFailed.class)
                .hasMessageContaining("the subject token's file " + file);
        assertThat(requests).isEmpty();
    }

    @Test
    void aFileThatIsMissingOrTooLongIsNotSent() throws IOException {
        Files.writeString(file, "x".repeat(16 * 1024 + 1));
        assertThatThrownBy(this::plain).isInstanceOf(ExchangeFailed.class).hasMessageContaining("16384");
        Files.delete(file);
        assertThatThrownBy(this::plain).isInstanceOf(ExchangeFailed.class).hasMessageContaining("cannot be read");
        assertThat(requests).isEmpty();
    }

    /// Whatever is refused, nothing of it is shown.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "200 OK | {\"access_token\":\"SECRET\\r\\nX-Evil: 1\",\"expires_in\":600} | visible ASCII",
                "200 OK | {\"access_token\":\"SECRET\\u0000\",\"expires_in\":600} | visible ASCII",
                "200 OK | {\"access_token\":\"SECRET é\",\"expires_in\":600} | visible ASCII",
                "200 OK | {\"access_token\":\"\",\"expires_in\":600} | visible ASCII",
                "200 OK | {\"access_token\":7,\"expires_in\":600} | no string",
                "200 OK | {\"access_token\":null,\"expires_in\":600} | no string",
                "200 OK | {\"access_token\":[\"SECRET\"],\"expires_in\":600} | no string",
                "200 OK | {\"expires_in\":600} | missing",
                "200 OK | {\"access_token\":\"SECRET\"} | how long",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":0} | how long",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":-600} | how long",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":\"600\"} | how long",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":true} | how long",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":1e999999999} | how long",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":600.5} | how long",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":600,\"token_type\":\"DPoP\"} | Bearer",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":600,\"token_type\":1} | Bearer",
                "200 OK | {\"error\":\"invalid_grant\",\"error_description\":\"SECRET\"} | 200 with an error (invalid_grant)",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":600,\"error\":\"SECRET\"} | 200 with an error",
                "200 OK | {\"access_token\":\"a\",\"access_token\":\"SECRET\",\"expires_in\":600} | no JSON object",
                "200 OK | [\"SECRET\"] | no JSON object",
                "200 OK | \"SECRET\" | no JSON object",
                "200 OK | <html>SECRET</html> | no JSON object",
                "200 OK | {\"access_token\":\"SECRET\",\"expires_in\":600}{} | no JSON object",
                "200 OK | `` | no JSON object",
                "400 Bad Request | {\"error\":\"invalid_grant\"} | answered 400 (invalid_grant)",
                "401 Unauthorized | {\"error\":\"SECRET\"} | answered 401",
                "400 Bad Request | {\"error\":{\"message\":\"SECRET\"}} | answered 400",
                "201 Created | {\"access_token\":\"SECRET\",\"expires_in\":600} | answered 201",
                "500 No | SECRET | answered 500"
            })
    void anAnswerThatIsNoTokenIsRefused(String status, String body, String why) {
        says(status, body);
        assertThatThrownBy(this::plain)
                .isInstanceOf(ExchangeFailed.class)
                .hasMessageContaining(why)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("SECRET"));
    }

    @ParameterizedTest
    @CsvSource({"1,1", "86400,86400", "86401,86400", "99999999999999999999999999,86400"})
    void noTokenIsUsedForLongerThanADay(String said, long seconds) throws Exception {
        says("200 OK", GOOD.replace("600", said));
        assertThat(plain().seconds()).isEqualTo(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"301 Moved", "302 Found", "303 See Other", "307 Temporary", "308 Permanent"})
    void redirectsAreNotFollowed(String status) throws IOException {
        try (var other = new RawUpstream((connection, wire) -> wire.request())) {
            endpoint.says((connection, wire) -> {
                wire.request();
                wire.answer(status, "Location: " + other.url() + "/x\r\nConnection: close\r\n", new byte[0], false);
            });
            assertThatThrownBy(this::plain)
                    .isInstanceOf(ExchangeFailed.class)
                    .hasMessageContaining("answered " + status.substring(0, 3));
            assertThat(other.connections()).isZero();
        }
    }

    @Test
    void aBodyThatDoesNotEndIsCutOffBySize() {
        endpoint.says((connection, wire) -> {
            wire.request();
            wire.head("200 OK", "Transfer-Encoding: chunked\r\n");
            for (int i = 0; i < 10_000; i++) {
                wire.chunk(" ".repeat(1024));
            }
        });
        assertThatThrownBy(this::plain).isInstanceOf(ExchangeFailed.class).hasMessageContaining("no whole answer");
    }

    @Test
    void aBodyThatTricklesIsCutOffByTime() {
        endpoint.says((connection, wire) -> {
            wire.request();
            wire.head("200 OK", "Content-Length: 60000\r\n");
            wire.raw("{");
            wire.awaitClose();
        });
        var hasty = new WorkloadIdentity(
                WorkloadIdentity.Exchange.TOKEN_EXCHANGE,
                endpoint.url().resolve("/t"),
                null,
                file,
                Map.of(),
                Duration.ofMillis(200));
        assertThatThrownBy(() -> run(hasty)).isInstanceOf(ExchangeFailed.class).hasMessageContaining("within PT0.2S");
    }

    @Test
    void aConnectionThatBreaksIsAFailure() throws IOException {
        endpoint.says((connection, wire) -> wire.reset());
        assertThatThrownBy(this::plain).isInstanceOf(ExchangeFailed.class).hasMessageContaining("no whole answer");
        endpoint.close();
        assertThatThrownBy(this::plain).isInstanceOf(ExchangeFailed.class).hasMessageContaining("no whole answer");
    }
}
