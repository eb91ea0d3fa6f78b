package io.chirograph.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.web.client.ResourceAccessException;

/// How people with browsers are turned away, and how they are sent to sign in. Each refusal is on record;
/// what the issuer or somebody in its place wrote of an error is shown to nobody.
final class SignInRefusals implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,64}");
    private final OperatorRefusals operators;
    private final BrowserCookies cookies;
    private final DoorBook book;
    private final String begin;

    /// @param begin where a sign-in begins, for browsers
    SignInRefusals(OperatorRefusals operators, BrowserCookies cookies, DoorBook book, String begin) {
        this.operators = operators;
        this.cookies = cookies;
        this.book = book;
        this.begin = begin;
    }

    private record Refused(HttpStatus status, String code, String detail) {}

    /// Whoever comes without a session.
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (Surface.of(request.getServletPath()) == Surface.CONSOLE && navigates(request)) {
            response.sendRedirect(begin);
        } else if (cookies.value(request, BrowserCookies.SESSION).isPresent()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            turnAway(request, response, new Refused(HttpStatus.UNAUTHORIZED, "session-ended", "The session is over."));
        } else {
            operators.commence(request, response, e);
        }
    }

    /// A sign-in that came to nothing.
    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        turnAway(request, response, refused(e));
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        if (e instanceof CsrfException) {
            turnAway(
                    request,
                    response,
                    new Refused(
                            HttpStatus.FORBIDDEN,
                            "form-refused",
                            "The form is none of this session. Nothing happened."));
        } else {
            operators.handle(request, response, e);
        }
    }

    private void turnAway(HttpServletRequest request, HttpServletResponse response, Refused refused)
            throws IOException {
        book.refused(request, refused.code(), refused.status().value());
        if (refused.status() == HttpStatus.SERVICE_UNAVAILABLE) {
            response.setHeader(HttpHeaders.RETRY_AFTER, "5");
        }
        answer(request, response, refused.status(), refused.code(), refused.detail());
    }

    /// Says it to a person or to a program.
    static void answer(
            HttpServletRequest request, HttpServletResponse response, HttpStatus status, String code, String detail)
            throws IOException {
        if (navigates(request)) {
            HtmlPage.write(response, status.value(), HtmlPage.of("You are not signed in", """
                            <p>%s</p>
                            <p>Code: <code>%s</code></p>
                            <p><a href="/console">Try again</a></p>
                            """.formatted(
                            HtmlPage.text(detail), HtmlPage.text(code))));
        } else {
            Problems.write(response, Problems.of(status, code, detail));
        }
    }

    private static boolean navigates(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    private static Refused refused(AuthenticationException e) {
        if (isCausedBy(e, AuthenticationServiceException.class) || isCausedBy(e, ResourceAccessException.class)) {
            return away();
        }
        String error = e instanceof OAuth2AuthenticationException oauth
                ? oauth.getError().getErrorCode()
                : "";
        return switch (error) {
            case "authorization_request_not_found", "invalid_request", "invalid_state_parameter" ->
                new Refused(
                        HttpStatus.BAD_REQUEST,
                        "sign-in-unknown",
                        "This answer belongs to no sign-in that this browser began in the last ten minutes.");
            case "invalid_id_token", "invalid_nonce" ->
                isCausedBy(e, JwtException.class) && !isCausedBy(e, BadJwtException.class)
                        ? away()
                        : new Refused(
                                HttpStatus.UNAUTHORIZED, "token-invalid", "The issuer's ID token is not valid here.");
            default ->
                new Refused(
                        HttpStatus.UNAUTHORIZED,
                        "sign-in-refused",
                        "The issuer let nobody in" + (ERROR.matcher(error).matches() ? ": " + error : "") + ".");
        };
    }

    private static Refused away() {
        return new Refused(
                HttpStatus.SERVICE_UNAVAILABLE,
                "issuer-unavailable",
                "The token issuer cannot be reached now, so nobody can sign in.");
    }

    private static boolean isCausedBy(@Nullable Throwable e, Class<? extends Throwable> kind) {
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            if (kind.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }
}
