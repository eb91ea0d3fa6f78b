package io.chirograph.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.KeyGenerator;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.web.AuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Sign-ins that have begun, each kept by the browser that began it: in a cookie that this process alone can
/// read, for ten minutes. Nothing is kept here, so nobody can fill the memory by beginning many. Safe for
/// many threads.
final class PendingSignIns implements AuthorizationRequestRepository<OAuth2AuthorizationRequest> {
    static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final int NONCE = 12;
    private static final int TAG_BITS = 128;
    private final SignInIssuer issuer;
    private final BrowserCookies cookies;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();
    private final SecretKey key;

    PendingSignIns(SignInIssuer issuer, BrowserCookies cookies, Clock clock) {
        this.issuer = issuer;
        this.cookies = cookies;
        this.clock = clock;
        try {
            KeyGenerator keys = KeyGenerator.getInstance("AES");
            keys.init(256);
            key = keys.generateKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void saveAuthorizationRequest(
            @Nullable OAuth2AuthorizationRequest begun, HttpServletRequest request, HttpServletResponse response) {
        if (begun == null) {
            cookies.clear(response, BrowserCookies.PENDING);
            return;
        }
        Map<String, Object> kept = Map.of(
                "state", String.valueOf(begun.getState()),
                "nonce", attribute(begun, OidcParameterNames.NONCE),
                "verifier", attribute(begun, PkceParameterNames.CODE_VERIFIER),
                "until", clock.instant().plus(PATIENCE).getEpochSecond());
        cookies.set(response, BrowserCookies.PENDING, sealed(JsonMapper.shared().writeValueAsBytes(kept)), PATIENCE);
    }

    @Override
    public @Nullable OAuth2AuthorizationRequest loadAuthorizationRequest(HttpServletRequest request) {
        String state = request.getParameter(OAuth2ParameterNames.STATE);
        JsonNode kept = cookies.value(request, BrowserCookies.PENDING)
                .flatMap(this::opened)
                .orElse(null);
        if (state == null
                || kept == null
                || !same(state, kept.path("state").stringValue(""))
                || !clock.instant()
                        .isBefore(Instant.ofEpochSecond(kept.path("until").longValue(0)))) {
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
                    attributes.put(OidcParameterNames.NONCE, kept.path("nonce").stringValue(""));
                    attributes.put(
                            PkceParameterNames.CODE_VERIFIER,
                            kept.path("verifier").stringValue(""));
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

    private String sealed(byte[] text) {
        try {
            byte[] nonce = new byte[NONCE];
            random.nextBytes(nonce);
            byte[] body = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(text);
            byte[] whole = new byte[NONCE + body.length];
            System.arraycopy(nonce, 0, whole, 0, NONCE);
            System.arraycopy(body, 0, whole, NONCE, body.length);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private Optional<JsonNode> opened(String value) {
        try {
            byte[] whole = Base64.getUrlDecoder().decode(value);
            if (whole.length <= NONCE) {
                return Optional.empty();
            }
            byte[] text = cipher(Cipher.DECRYPT_MODE, java.util.Arrays.copyOf(whole, NONCE))
                    .doFinal(whole, NONCE, whole.length - NONCE);
            return Optional.of(JsonMapper.shared().readTree(text));
        } catch (GeneralSecurityException | IllegalArgumentException | JacksonException e) {
            return Optional.empty(); // of another process, or nobody's
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
