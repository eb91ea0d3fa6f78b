package io.chirograph.identity.signin;

import static org.springframework.util.StringUtils.hasText;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.Assert;

/// How people sign in by browser, at the operators' issuer.
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
    private static final String PREFIX = "chirograph.identity.operators.sign-in.";
    private static final Set<String> LOOPBACK = Set.of("127.0.0.1", "[::1]", "localhost");
    private static final Duration LONGEST = Duration.ofDays(7);

    public SignInProperties {
        if (hasText(clientId)) {
            externalUrl(externalUrl);
            endpoints(authorizationUri, tokenUri);
            bounds(idle, age, sessions);
            require(scopes.contains("openid"), "scopes", scopes, "openid must be among them, or there is no ID token");
        }
    }

    public boolean configured() {
        return hasText(clientId);
    }

    /// Whether there is no secret between the issuer and this gateway.
    boolean isPublic() {
        return !hasText(clientSecret);
    }

    /// The address of a path for browsers; the path itself where none is configured.
    public String browsersFind(String path) {
        return (hasText(externalUrl) ? externalUrl.replaceAll("/$", "") : "") + path;
    }

    /// The same, but that no session ends for being idle.
    SignInProperties asLongAsItsAge() {
        return new SignInProperties(
                clientId, clientSecret, externalUrl, authorizationUri, tokenUri, scopes, age, age, sessions);
    }

    @Override
    public String toString() {
        return "SignInProperties[" + clientId + "]";
    }

    /// @param issuer whether the operators' issuer is configured
    public static void together(boolean issuer, List<String> audiences, String clientId) {
        Assert.isTrue(
                issuer,
                PREFIX + "client-id is '" + clientId
                        + "', and there is no issuer to sign in at: chirograph.identity.operators.jwk-set-uri,"
                        + " .issuer-uri and .audiences are missing");
        Assert.isTrue(
                !audiences.contains(clientId),
                PREFIX + "client-id is '" + clientId
                        + "', which is one of chirograph.identity.operators.audiences too: an ID token would do for a"
                        + " bearer token");
    }

    private static void externalUrl(@Nullable String text) {
        URI url = url("external-url", text);
        boolean bare = url.getRawQuery() == null && url.getRawFragment() == null && url.getRawUserInfo() == null;
        require(
                bare && Set.of("", "/").contains(url.getRawPath()),
                "external-url",
                text,
                "expected scheme, host and port and nothing else");
    }

    private static void endpoints(@Nullable String authorization, @Nullable String token) {
        Assert.isTrue(
                (authorization == null) == (token == null),
                PREFIX + "authorization-uri is '" + authorization + "' and .token-uri is '" + token
                        + "'; they are set together, or both are discovered at the issuer");
        if (authorization != null) {
            url("authorization-uri", authorization);
            url("token-uri", token);
        }
    }

    private static void bounds(Duration idle, Duration age, int sessions) {
        Assert.isTrue(
                idle.isPositive() && idle.compareTo(age) <= 0 && age.compareTo(LONGEST) <= 0,
                PREFIX + "idle is " + idle + " and .age is " + age + "; expected 0s < idle <= age <= 7d");
        require(sessions >= 1 && sessions <= 100_000, "sessions", sessions, "expected 1 to 100000");
    }

    /// A place that may be sent codes, tokens or cookies: `https`, or `http` that does not leave this
    /// machine.
    static URI url(String name, @Nullable String text) {
        URI url;
        try {
            url = URI.create(text == null ? "" : text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(PREFIX + name + " is '" + text + "', no URL", e);
        }
        String host = url.getHost();
        boolean isSafe = "https".equals(url.getScheme())
                || ("http".equals(url.getScheme()) && LOOPBACK.contains(String.valueOf(host)));
        require(host != null && isSafe, name, text, "expected an https URL, or an http one of this machine");
        return url;
    }

    private static void require(boolean holds, String name, @Nullable Object value, String expected) {
        Assert.isTrue(holds, PREFIX + name + " is '" + value + "'; " + expected);
    }
}
