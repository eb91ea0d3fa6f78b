package io.chirograph.identity;

import io.chirograph.recording.RecordingUnavailable;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;

/// Lets somebody in whose ID token was found valid: the rules decide, then it is on record, and then there
/// is a session. The token is forgotten.
final class Entrance implements AuthenticationSuccessHandler {
    private final DoorRules rules;
    private final TokenRoles roles;
    private final OperatorReader reader;
    private final DoorBook book;
    private final BrowserSessions sessions;
    private final BrowserCookies cookies;
    private final String console;

    Entrance(
            IdentityProperties.Operators settings,
            OperatorReader reader,
            DoorBook book,
            BrowserSessions sessions,
            BrowserCookies cookies) {
        this.rules = new DoorRules(settings);
        this.roles = new TokenRoles(settings.roleClaim(), OperatorRules.words(settings.roleMapping()));
        this.reader = reader;
        this.book = book;
        this.sessions = sessions;
        this.cookies = cookies;
        this.console = settings.signIn().browsersFind("/console");
    }

    @Override
    public void onAuthenticationSuccess(
            HttpServletRequest request, HttpServletResponse response, Authentication authentication)
            throws IOException {
        if (!(authentication.getPrincipal() instanceof OidcUser user)) {
            throw new IllegalStateException("nobody signed in with an ID token");
        }
        OidcIdToken token = user.getIdToken();
        OperatorReader.Read read = reader.read(request, token, roles.of(token));
        Operator operator = read.operator();
        DoorRules.Refused refused = rules.judge(Surface.CONSOLE, read);
        if (refused != null) {
            Proof who = Proof.signIn(null, operator.actor().verified().toString()); // each attempt has another token
            book.refused(Surface.CONSOLE, operator, who, refused.code(), HttpStatus.FORBIDDEN.value());
            SignInRefusals.answer(request, response, HttpStatus.FORBIDDEN, refused.code(), refused.detail());
            return;
        }
        BrowserSessions.Begun begun = sessions.begin(read, end(token));
        try {
            book.entered(
                    Surface.CONSOLE,
                    operator,
                    Proof.signIn(null, begun.session().key()));
        } catch (RecordingUnavailable e) {
            response.setHeader(HttpHeaders.RETRY_AFTER, Doors.retryAfter(e));
            SignInRefusals.answer(
                    request, response, HttpStatus.SERVICE_UNAVAILABLE, "recording-unavailable", Doors.unrecorded(e));
            return;
        }
        cookies.value(request, BrowserCookies.SESSION).ifPresent(sessions::end);
        sessions.open(begun.session());
        cookies.set(response, BrowserCookies.SESSION, begun.id(), Duration.ofSeconds(-1));
        response.sendRedirect(console);
    }

    private static Instant end(OidcIdToken token) {
        Instant end = token.getExpiresAt();
        return end == null ? Instant.MIN : end;
    }
}
