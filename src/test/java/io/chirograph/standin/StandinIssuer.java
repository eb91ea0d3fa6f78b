package io.chirograph.standin;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.config.annotation.web.configuration.OAuth2AuthorizationServerConfiguration;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.authorization.client.InMemoryRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClient;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.settings.ClientSettings;
import org.springframework.security.oauth2.server.authorization.token.JwtEncodingContext;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenCustomizer;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.json.JsonMapper;

/// A real OpenID Connect issuer on loopback: Spring Authorization Server, whose tokens say what a test
/// wants. A client `standin` asks for tokens; people sign in at `console`, a public client, and at
/// `console-secret`, by a form and the password `secret`. Its keys change when a test asks for it.
public final class StandinIssuer implements AutoCloseable {
    private final ConfigurableApplicationContext context;
    private final Keys keys;
    private final HttpClient client = HttpClient.newHttpClient();

    private final Path data;

    private StandinIssuer(ConfigurableApplicationContext context, Path data) {
        this.context = context;
        this.data = data;
        this.keys = context.getBean(Keys.class);
    }

    public static StandinIssuer start() {
        SpringApplication application = new SpringApplication(Server.class);
        Path data = temporary();
        ConfigurableApplicationContext context = application.run(
                "--chirograph.environment=development",
                "--chirograph.data-dir=" + data, // whatever starts on this class path prepares one
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--management.server.port=-1",
                "--management.endpoint.health.validate-group-membership=false",
                "--logging.level.root=warn");
        return new StandinIssuer(context, data);
    }

    private static Path temporary() {
        try {
            return Files.createTempDirectory("standin-issuer");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The `iss` of its tokens.
    public String uri() {
        return "http://127.0.0.1:" + context.getEnvironment().getRequiredProperty("local.server.port");
    }

    public String jwkSetUri() {
        return uri() + "/oauth2/jwks";
    }

    /// The key that it signs with now.
    public RSAKey key() {
        return keys.current;
    }

    /// Signs with another key from now on, and publishes that alone.
    public void rotate() {
        keys.current = Keys.generate();
    }

    /// What its ID tokens say from now on, beside or in the place of what they would.
    public void identifies(Map<String, Object> claims) {
        keys.identity = claims;
    }

    /// A token that it issues to its client.
    ///
    /// @param claims beside, or in the place of, those that it would have; `exp` and the like are `Instant`s
    public String token(Map<String, Object> claims) throws IOException {
        keys.claims = claims;
        HttpRequest request = HttpRequest.newBuilder(URI.create(uri() + "/oauth2/token"))
                .header(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString("standin:secret".getBytes(StandardCharsets.US_ASCII)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        try {
            HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() != 200) {
                throw new IOException("the issuer answered " + answer.statusCode() + " " + answer.body());
            }
            return JsonMapper.shared()
                    .readTree(answer.body())
                    .get("access_token")
                    .stringValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        context.close();
        try {
            FileSystemUtils.deleteRecursively(data);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class Keys {
        private volatile RSAKey current = generate();
        private volatile Map<String, Object> claims = Map.of();
        private volatile Map<String, Object> identity = Map.of();

        private static RSAKey generate() {
            try {
                return new RSAKeyGenerator(2048)
                        .keyID(UUID.randomUUID().toString())
                        .generate();
            } catch (JOSEException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    // No stereotype: component scans of other tests must pass it by.
    @EnableAutoConfiguration(exclude = {UserDetailsServiceAutoConfiguration.class})
    @EnableWebSecurity
    static class Server {
        @Bean
        Keys keys() {
            return new Keys();
        }

        @Bean
        JWKSource<SecurityContext> published(Keys keys) {
            return (selector, context) -> selector.select(new JWKSet(keys.current));
        }

        @Bean
        JwtDecoder decoder(JWKSource<SecurityContext> published) {
            return OAuth2AuthorizationServerConfiguration.jwtDecoder(published);
        }

        @Bean
        OAuth2TokenCustomizer<JwtEncodingContext> claims(Keys keys) {
            return context -> context.getClaims().claims(claims -> {
                if (context.getTokenType().getValue().equals("id_token")) {
                    claims.putAll(keys.identity);
                    return;
                }
                claims.put("client_id", context.getRegisteredClient().getClientId());
                claims.putAll(keys.claims);
            });
        }

        @Bean
        RegisteredClientRepository clients() {
            return new InMemoryRegisteredClientRepository(
                    RegisteredClient.withId("1")
                            .clientId("standin")
                            .clientSecret("{noop}secret")
                            .clientAuthenticationMethod(ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                            .authorizationGrantType(AuthorizationGrantType.CLIENT_CREDENTIALS)
                            .build(),
                    console("console", ClientAuthenticationMethod.NONE).build(),
                    console("console-secret", ClientAuthenticationMethod.CLIENT_SECRET_BASIC)
                            .clientSecret("{noop}console secret")
                            .build());
        }

        private static RegisteredClient.Builder console(String id, ClientAuthenticationMethod method) {
            return RegisteredClient.withId(id)
                    .clientId(id)
                    .clientAuthenticationMethod(method)
                    .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                    .redirectUri("http://127.0.0.1/console/sign-in/code") // whatever its port
                    .scope("openid")
                    .clientSettings(
                            ClientSettings.builder().requireProofKey(true).build());
        }

        @Bean
        UserDetailsService people() {
            return name -> User.withUsername(name)
                    .password("{noop}secret")
                    .authorities("person")
                    .build();
        }

        @Bean
        AuthorizationServerSettings settings() {
            return AuthorizationServerSettings.builder().build();
        }

        @Bean
        @Order(1)
        SecurityFilterChain endpoints(HttpSecurity http) {
            return http.oauth2AuthorizationServer(server -> {
                        http.securityMatcher(server.getEndpointsMatcher());
                        server.oidc(Customizer.withDefaults());
                    })
                    .authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
                    .exceptionHandling(
                            errors -> errors.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/login")))
                    .build();
        }

        @Bean
        @Order(2)
        SecurityFilterChain form(HttpSecurity http) {
            return http.authorizeHttpRequests(paths -> paths.anyRequest().authenticated())
                    .formLogin(Customizer.withDefaults())
                    .build();
        }
    }
}
