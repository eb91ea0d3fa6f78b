package io.chirograph.identity.signin;

import io.chirograph.identity.operators.AccessLog;
import io.chirograph.identity.operators.Guest;
import io.chirograph.identity.operators.OperatorAccess;
import io.chirograph.identity.operators.OperatorReader;
import io.chirograph.identity.operators.PresentedCredential;
import io.chirograph.web.ApiException;
import io.chirograph.web.ApiSurface;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Objects;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.authentication.OAuth2LoginAuthenticationToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;

/// Begins a browser session: the rules decide, then it is recorded, and only then there is one. Thread-safe.
record SignIn(OperatorReader reader, OperatorAccess access, BrowserSessions sessions) {
    /// @throws SignInRefusals.Refused the rules refuse it, or it cannot be recorded; nothing has begun
    void begin(Authentication who, HttpServletRequest request) {
        if (!(who.getPrincipal() instanceof OidcUser user)) {
            throw new IllegalStateException("nobody signed in with an ID token");
        }
        OperatorReader.Read read = reader.read(request, user, who.getAuthorities());
        PresentedCredential proof = PresentedCredential.signIn(null, client(who), user);
        // each attempt has another token
        PresentedCredential refusedAs = new PresentedCredential(
                proof.method(), null, read.operator().actor().verified().toString());
        ApiSurface surface =
                ApiSurface.entered("/console", AccessLog.roles(read.operator())).orElseThrow();
        ApiException refused = access.enter(surface, read, proof, refusedAs);
        if (refused != null) {
            throw new SignInRefusals.Refused(refused);
        }
        sessions.begin(request, Objects.requireNonNullElse(user.getExpiresAt(), Instant.MIN));
    }

    /// Records that a guest enters, if the rules allow it. No session has begun.
    /// @throws SignInRefusals.Refused they do not, or it cannot be recorded
    void admit(Guest guest, HttpServletRequest request) {
        PresentedCredential proof = PresentedCredential.link(null, guest);
        ApiException refused = access.enter(ApiSurface.LINK, reader.guest(request, guest), proof, proof);
        if (refused != null) {
            throw new SignInRefusals.Refused(refused);
        }
    }

    /// Begins the session of somebody who was admitted.
    void begin(Instant end, HttpServletRequest request) {
        sessions.begin(request, end);
    }

    private static String client(Authentication who) {
        return switch (who) {
            case OAuth2AuthenticationToken token -> token.getAuthorizedClientRegistrationId();
            case OAuth2LoginAuthenticationToken token ->
                token.getClientRegistration().getRegistrationId();
            default -> "";
        };
    }
}
