package io.chirograph.identity.signin;

import io.chirograph.identity.tokens.Discovery;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ClientRegistrationRepository;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.ClientAuthenticationMethod;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Where people sign in. Safe for many threads.
///
/// What is not configured is discovered at the first sign-in and kept for an hour, longer while the issuer is away.
final class SignInIssuer implements ClientRegistrationRepository {
    static final String ID = "operators";
    static final String BEGIN = "/console/sign-in";
    static final String BACK = "/console/sign-in/code";
    private static final Logger LOG = LoggerFactory.getLogger(SignInIssuer.class);
    private static final Duration KEPT = Duration.ofHours(1);
    private static final Duration BETWEEN = Duration.ofSeconds(10);
    private final SignInProperties settings;
    private final String issuerUri;
    private final Clock clock;
    private final ReentrantLock asking = new ReentrantLock();
    private volatile Known known = new Known(null, Instant.MIN);

    /// @param until when it is asked again
    private record Known(@Nullable ClientRegistration client, Instant until) {}

    SignInIssuer(SignInProperties settings, String issuerUri, Clock clock) {
        this.settings = settings;
        this.issuerUri = issuerUri;
        this.clock = clock;
    }

    @Override
    public @Nullable ClientRegistration findByRegistrationId(String id) {
        return id.equals(ID) ? client() : null;
    }

    /// @throws AuthenticationServiceException what the issuer publishes cannot be had
    ClientRegistration client() {
        Known now = clock.instant().isBefore(known.until()) ? known : asked();
        if (now.client() == null) {
            throw new AuthenticationServiceException("the issuer cannot be asked how to sign in");
        }
        return now.client();
    }

    private Known asked() {
        try {
            if (!asking.tryLock(Discovery.PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return known;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return known;
        }
        try {
            if (!clock.instant().isBefore(known.until())) {
                known = discovered();
            }
            return known;
        } finally {
            asking.unlock();
        }
    }

    private Known discovered() {
        String token = settings.tokenUri();
        String authorization = settings.authorizationUri();
        if (token != null && authorization != null) {
            return new Known(client(authorization, token, basic()), Instant.MAX);
        }
        try {
            JsonNode metadata = Discovery.of(issuerUri);
            URI endpoint = SignInProperties.url(
                    "authorization-uri", metadata.path("authorization_endpoint").asString(""));
            URI tokens = SignInProperties.url(
                    "token-uri", metadata.path("token_endpoint").asString(""));
            return new Known(
                    client(endpoint.toString(), tokens.toString(), method(metadata)),
                    clock.instant().plus(KEPT));
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            // What a parser says of the metadata may quote them.
            LOG.warn(
                    "How to sign in at {} cannot be read ({})",
                    issuerUri,
                    e.getClass().getSimpleName());
            return new Known(known.client(), clock.instant().plus(BETWEEN));
        }
    }

    private ClientRegistration client(String authorization, String token, ClientAuthenticationMethod method) {
        return ClientRegistration.withRegistrationId(ID)
                .clientId(String.valueOf(settings.clientId()))
                .clientSecret(settings.isPublic() ? "" : String.valueOf(settings.clientSecret()))
                .clientAuthenticationMethod(method)
                .authorizationGrantType(AuthorizationGrantType.AUTHORIZATION_CODE)
                .redirectUri(settings.browsersFind(BACK))
                .scope(settings.scopes())
                .authorizationUri(authorization)
                .tokenUri(token)
                .issuerUri(issuerUri)
                .userNameAttributeName("sub")
                .clientSettings(ClientRegistration.ClientSettings.builder()
                        .requireProofKey(true)
                        .build())
                .build();
    }

    private ClientAuthenticationMethod basic() {
        return settings.isPublic() ? ClientAuthenticationMethod.NONE : ClientAuthenticationMethod.CLIENT_SECRET_BASIC;
    }

    private ClientAuthenticationMethod method(JsonNode metadata) {
        JsonNode taken = metadata.path("token_endpoint_auth_methods_supported");
        boolean isPostAlone = taken.isArray()
                && taken.valueStream().noneMatch(one -> one.asString("").equals("client_secret_basic"))
                && taken.valueStream().anyMatch(one -> one.asString("").equals("client_secret_post"));
        return isPostAlone && !settings.isPublic() ? ClientAuthenticationMethod.CLIENT_SECRET_POST : basic();
    }
}
