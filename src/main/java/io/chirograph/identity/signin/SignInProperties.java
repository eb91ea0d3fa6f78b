package io.chirograph.identity.signin;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// How people sign in by browser: the authorization code flow of OpenID Connect with PKCE, at the
/// operators' issuer.
///
/// @param clientId what the issuer calls this gateway; without it nobody signs in
/// @param clientSecret null for a public client, which PKCE alone protects
/// @param externalUrl where browsers find this gateway: scheme, host and port
/// @param authorizationUri where the issuer signs people in; with the next, or both are discovered
/// @param tokenUri where it gives tokens for codes
/// @param scopes what is asked for
/// @param idle after how long without a request a session ends
/// @param age after how long it ends in any case; and with its ID token, if that is earlier
/// @param sessions how many there may be; one more ends the one that has been idle longest
@ConfigurationProperties("chirograph.identity.operators.sign-in")
public record SignInProperties(
        @Nullable String clientId,
        @Nullable String clientSecret,
        @Nullable String externalUrl,
        @Nullable String authorizationUri,
        @Nullable String tokenUri,
        @DefaultValue("openid") List<String> scopes,
        @DefaultValue("30m") Duration idle,
        @DefaultValue("8h") Duration age,
        @DefaultValue("1000") int sessions) {
    public SignInProperties {
        if (!blank(clientId)) {
            SignInRules.externalUrl(externalUrl);
            SignInRules.endpoints(authorizationUri, tokenUri);
            SignInRules.bounds(idle, age, sessions);
            SignInRules.scopes(scopes);
        }
    }

    public boolean configured() {
        return !blank(clientId);
    }

    /// Whether there is no secret between the issuer and this gateway.
    boolean isPublic() {
        return blank(clientSecret);
    }

    /// The address of a path for browsers.
    String browsersFind(String path) {
        return String.valueOf(externalUrl).replaceAll("/$", "") + path;
    }

    @Override
    public String toString() {
        return "SignInProperties[" + clientId + "]";
    }

    private static boolean blank(@Nullable String value) {
        return value == null || value.isBlank();
    }
}
