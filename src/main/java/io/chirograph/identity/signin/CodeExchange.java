package io.chirograph.identity.signin;

import io.chirograph.identity.tokens.Discovery;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.converter.FormHttpMessageConverter;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.client.endpoint.OAuth2AccessTokenResponseClient;
import org.springframework.security.oauth2.client.endpoint.OAuth2AuthorizationCodeGrantRequest;
import org.springframework.security.oauth2.client.endpoint.RestClientAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.http.OAuth2ErrorResponseErrorHandler;
import org.springframework.security.oauth2.core.endpoint.OAuth2AccessTokenResponse;
import org.springframework.security.oauth2.core.http.converter.OAuth2AccessTokenResponseHttpMessageConverter;
import org.springframework.web.client.RestClient;

/// Bounded client for the issuer's token endpoint. Thread-safe.
///
/// Whoever has begun a sign-in can make us ask, so requests are few at a time and short.
final class CodeExchange
        implements OAuth2AccessTokenResponseClient<OAuth2AuthorizationCodeGrantRequest>, AutoCloseable {
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private final Semaphore slots = new Semaphore(AT_ONCE);
    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Discovery.PATIENCE)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final RestClientAuthorizationCodeTokenResponseClient spring =
            new RestClientAuthorizationCodeTokenResponseClient();

    CodeExchange() {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(PATIENCE);
        spring.setRestClient(RestClient.builder()
                .requestFactory(requests)
                .configureMessageConverters(converters -> converters
                        .addCustomConverter(new FormHttpMessageConverter())
                        .addCustomConverter(new OAuth2AccessTokenResponseHttpMessageConverter()))
                .defaultStatusHandler(new OAuth2ErrorResponseErrorHandler())
                .build());
    }

    @Override
    public OAuth2AccessTokenResponse getTokenResponse(OAuth2AuthorizationCodeGrantRequest request) {
        if (!slots.tryAcquire()) {
            throw new AuthenticationServiceException("too many sign-ins wait for the issuer");
        }
        try {
            return spring.getTokenResponse(request);
        } finally {
            slots.release();
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
