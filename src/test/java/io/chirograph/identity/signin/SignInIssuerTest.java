package io.chirograph.identity.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.chirograph.SettableClock;
import io.chirograph.identity.callers.IdentitySettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;

/// How people sign in is read from the issuer when it is needed, and not before.
class SignInIssuerTest {
    private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
    private final AtomicInteger asked = new AtomicInteger();
    private final Map<String, String> published = new HashMap<>();
    private HttpServer server;
    private String uri;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/.well-known/openid-configuration", exchange -> {
            asked.incrementAndGet();
            StringBuilder json = new StringBuilder("{\"x\":1");
            published.forEach((name, value) -> json.append(",\"" + name + "\":" + value));
            byte[] body = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        uri = "http://127.0.0.1:" + server.getAddress().getPort();
        published.put("issuer", "\"" + uri + "\"");
        published.put("authorization_endpoint", "\"https://idp.example/authorize\"");
        published.put("token_endpoint", "\"https://idp.example/token\"");
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private SignInIssuer issuer(String... more) {
        String operators = "chirograph.identity.operators.";
        Map<String, String> given = new HashMap<>(Map.of(
                operators + "jwk-set-uri", uri + "/keys",
                operators + "issuer-uri", uri,
                operators + "audiences", "chirograph",
                operators + "sign-in.client-id", "console",
                operators + "sign-in.external-url", "https://audit.example/"));
        for (int i = 0; i < more.length; i += 2) {
            given.put(operators + "sign-in." + more[i], more[i + 1]);
        }
        return new SignInIssuer(IdentitySettings.of(given).signIn(), uri, clock);
    }

    private static ClientRegistration client(SignInIssuer issuer) {
        return Objects.requireNonNull(issuer.findByRegistrationId(SignInIssuer.ID));
    }

    @Test
    void whatIsPublishedIsReadOnceAndAgainAfterAnHour() {
        SignInIssuer issuer = issuer();
        assertThat(asked).hasValue(0);
        assertThat(issuer.findByRegistrationId("another")).isNull();
        ClientRegistration client = client(issuer);
        assertThat(client.getProviderDetails().getAuthorizationUri()).isEqualTo("https://idp.example/authorize");
        assertThat(client.getProviderDetails().getTokenUri()).isEqualTo("https://idp.example/token");
        assertThat(client.getRedirectUri()).isEqualTo("https://audit.example/console/sign-in/code");
        assertThat(client.getClientAuthenticationMethod()).isEqualTo(ClientAuthenticationMethod.NONE);
        assertThat(client.getClientSettings().isRequireProofKey()).isTrue();
        clock.advance(Duration.ofMinutes(59));
        client(issuer);
        assertThat(asked).hasValue(1);
        published.put("token_endpoint", "\"https://idp.example/token2\"");
        clock.advance(Duration.ofMinutes(1));
        assertThat(client(issuer).getProviderDetails().getTokenUri()).isEqualTo("https://idp.example/token2");
        server.stop(0);
        clock.advance(Duration.ofHours(2));
        assertThat(client(issuer).getProviderDetails().getTokenUri())
                .as("what is known goes on")
                .isEqualTo("https://idp.example/token2");
    }

    @Test
    void anIssuerThatSaysNothingGoodIsAskedAgainAfterAWhile() {
        for (Map.Entry<String, String> bad : Map.of(
                        "issuer", "\"https://elsewhere.example\"",
                        "authorization_endpoint", "\"http://idp.example/authorize\"",
                        "token_endpoint", "null")
                .entrySet()) {
            String good = published.put(bad.getKey(), bad.getValue());
            asked.set(0);
            SignInIssuer issuer = issuer();
            for (int i = 0; i < 3; i++) {
                assertThatThrownBy(issuer::client).isInstanceOf(AuthenticationServiceException.class);
            }
            assertThat(asked).as(bad.getKey()).hasValue(1);
            published.put(bad.getKey(), good);
            clock.advance(Duration.ofSeconds(10));
            assertThat(issuer.client()).isNotNull();
        }
    }

    @Test
    void aSecretGoesTheWayTheIssuerTakes() {
        assertThat(client(issuer("client-secret", "s")).getClientAuthenticationMethod())
                .isEqualTo(ClientAuthenticationMethod.CLIENT_SECRET_BASIC);
        published.put("token_endpoint_auth_methods_supported", "[\"client_secret_post\",\"private_key_jwt\"]");
        assertThat(client(issuer("client-secret", "s")).getClientAuthenticationMethod())
                .isEqualTo(ClientAuthenticationMethod.CLIENT_SECRET_POST);
        assertThat(client(issuer("client-secret", "")).getClientAuthenticationMethod())
                .isEqualTo(ClientAuthenticationMethod.NONE);
    }

    @Test
    void whatIsConfiguredIsNotAskedFor() {
        SignInIssuer issuer =
                issuer("authorization-uri", "https://idp.example/a", "token-uri", "https://idp.example/t");
        assertThat(client(issuer).getProviderDetails().getTokenUri()).isEqualTo("https://idp.example/t");
        assertThat(asked).hasValue(0);
    }
}
