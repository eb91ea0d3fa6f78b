package io.chirograph.identity;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;

/// How an operator is turned away: 401 without a good token, 403 without the role, 503 when the issuer's keys
/// cannot be had, so that nobody can tell.
final class OperatorRefusals implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler {
    private final DoorBook book;

    OperatorRefusals(DoorBook book) {
        this.book = book;
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (e.getCause() instanceof VerificationGate.Busy) {
            book.refused(request, "overloaded", HttpStatus.SERVICE_UNAVAILABLE.value());
            response.setHeader("Retry-After", "2");
            Problems.write(
                    response,
                    Problems.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "overloaded",
                            "Too many tokens are being verified; this one has not been."));
            return;
        }
        if (e instanceof AuthenticationServiceException) {
            book.refused(request, "issuer-unavailable", HttpStatus.SERVICE_UNAVAILABLE.value());
            response.setHeader("Retry-After", "5");
            Problems.write(
                    response,
                    Problems.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "issuer-unavailable",
                            "The token issuer's keys cannot be read now, so no token can be checked."));
            return;
        }
        boolean presented = e instanceof OAuth2AuthenticationException;
        response.setHeader("WWW-Authenticate", presented ? "Bearer error=\"invalid_token\"" : "Bearer");
        ProblemDetail problem = presented
                ? Problems.of(HttpStatus.UNAUTHORIZED, "token-invalid", "The token is not valid: " + reason(e))
                : Problems.of(
                        HttpStatus.UNAUTHORIZED,
                        "token-missing",
                        "This path needs an operator's token in 'Authorization: Bearer'.");
        book.refused(request, presented ? "token-invalid" : "token-missing", problem.getStatus());
        Problems.write(response, problem);
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        commence(request, response, e);
    }

    /// Behind the doors, which have judged already.
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        String role = Surface.of(request.getServletPath()).role().claim();
        book.refused(request, "role-missing", HttpStatus.FORBIDDEN.value());
        response.setHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
        Problems.write(
                response,
                Problems.of(HttpStatus.FORBIDDEN, "role-missing", "This path needs the role '" + role + "'."));
    }

    private static String reason(AuthenticationException e) {
        String text = e instanceof OAuth2AuthenticationException oauth
                ? oauth.getError().getDescription()
                : null;
        return text == null || text.isBlank() ? "it is malformed." : text;
    }
}
