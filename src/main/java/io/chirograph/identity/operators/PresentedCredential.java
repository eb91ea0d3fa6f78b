package io.chirograph.identity.operators;

import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/// What a request showed for its operator.
/// @param method the word in events: `jwt` for a token, `oidc-code` for a sign-in by browser and its session,
///     `development-code` for one by a link that a start printed, `link` for a guest by an auditor's
/// @param header the header that it came in; null where it came in none
/// @param secret what makes it this one and no other; nothing keeps more than a digest of it
public record PresentedCredential(String method, @Nullable String header, String secret) {
    /// What a sign-in by a link of a development start is called.
    public static final String DEVELOPMENT = "development";

    static PresentedCredential token(@Nullable String header, String token) {
        return new PresentedCredential("jwt", header, token);
    }

    /// A sign-in, which its nonce tells from others, and its session.
    /// @param header null while somebody signs in
    /// @param client where: [#DEVELOPMENT], or at the issuer
    public static PresentedCredential signIn(@Nullable String header, String client, OidcUser user) {
        String method = client.equals(DEVELOPMENT) ? "development-code" : "oidc-code";
        return new PresentedCredential(method, header, String.valueOf(user.getNonce()));
    }

    /// A link that let a guest in, once, and the session that it began.
    /// @param header null while the guest enters
    public static PresentedCredential link(@Nullable String header, Guest guest) {
        return new PresentedCredential("link", header, guest.link());
    }

    @Override
    public String toString() {
        return "Proof[" + method + "]";
    }
}
