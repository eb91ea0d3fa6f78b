package io.chirograph.identity.signin;

import com.nimbusds.jose.EncryptionMethod;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWEAlgorithm;
import com.nimbusds.jose.JWEHeader;
import com.nimbusds.jose.JWEObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.DirectDecrypter;
import com.nimbusds.jose.crypto.DirectEncrypter;
import io.chirograph.support.json.StrictJson;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;

/// Sign-ins that have begun, kept by the browsers that began them. Thread-safe.
///
/// Each is in a cookie that this process alone can read, for ten minutes; nothing is kept here.
final class PendingSignIns implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
    static final Duration PATIENCE = Duration.ofMinutes(10);
    private final SignInIssuer issuer;
    private final BrowserCookies cookies;
    private final Clock clock;
    private final SecretKey key;

    PendingSignIns(SignInIssuer issuer, BrowserCookies cookies, Clock clock) {
        this.issuer = issuer;
        this.cookies = cookies;
        this.clock = clock;
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        key = new SecretKeySpec(random, "AES");
    }

    /// @param until when the browser's response comes too late
    private record Pending(String state, String nonce, String verifier, Instant until) {
        /// Takes the same time whatever the state is.
        boolean isOf(String other, Instant now) {
            return MessageDigest.isEqual(state.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8))
                    && now.isBefore(until);
        }
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest begun, HttpServletRequest request, HttpServletResponse response) {
        if (begun == null) {
            cookies.clear(response, BrowserCookies.PENDING);
            return;
        }
        Pending pending = new Pending(
                String.valueOf(begun.getState()),
                attribute(begun, OidcParameterNames.NONCE),
                attribute(begun, PkceParameterNames.CODE_VERIFIER),
                clock.instant().plus(PATIENCE));
        JWEObject sealed = new JWEObject(
                new JWEHeader(JWEAlgorithm.DIR, EncryptionMethod.A256GCM), new Payload(StrictJson.text(pending)));
        try {
            sealed.encrypt(new DirectEncrypter(key));
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
        cookies.set(response, BrowserCookies.PENDING, sealed.serialize(), PATIENCE);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        String state = request.getParameter(OAuth2ParameterNames.STATE);
        Pending pending = cookies.value(request, BrowserCookies.PENDING)
                .flatMap(this::opened)
                .orElse(null);
        if (state == null || pending == null || !pending.isOf(state, clock.instant())) {
            return null;
        }
        ClientRegistration client = issuer.client();
        return OAuth2AuthorizationRequest.authorizationCode()
                .clientId(client.getClientId())
                .authorizationUri(String.valueOf(client.getProviderDetails().getAuthorizationUri()))
                .redirectUri(client.getRedirectUri())
                .scopes(client.getScopes())
                .state(state)
                .attributes(attributes -> {
                    attributes.put(OAuth2ParameterNames.REGISTRATION_ID, SignInIssuer.ID);
                    attributes.put(OidcParameterNames.NONCE, pending.nonce());
                    attributes.put(PkceParameterNames.CODE_VERIFIER, pending.verifier());
                })
                .build();
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest removeAuthorizationRequest(
            HttpServletRequest request, HttpServletResponse response) {
        OAuth2AuthorizationRequest begun = loadAuthorizationRequest(request);
        if (begun != null) {
            cookies.clear(response, BrowserCookies.PENDING);
        }
        return begun;
    }

    /// A sign-in without one of these must not begin.
    private static String attribute(OAuth2AuthorizationRequest begun, String name) {
        String value = begun.getAttribute(name);
        if (value == null) {
            throw new IllegalStateException("a sign-in begins without " + name);
        }
        return value;
    }

    private Optional<Pending> opened(String value) {
        try {
            JWEObject sealed = JWEObject.parse(value);
            sealed.decrypt(new DirectDecrypter(key));
            return Optional.of(StrictJson.read(sealed.getPayload().toBytes(), Pending.class));
        } catch (ParseException | JOSEException | RuntimeException e) {
            return Optional.empty(); // of another process, or nobody's
        }
    }
}
