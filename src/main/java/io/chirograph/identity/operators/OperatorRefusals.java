package io.chirograph.identity.operators;

import io.chirograph.identity.tokens.VerificationGate;
import io.chirograph.web.ApiException;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.authorization.AuthorizationDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.web.AuthenticationEntryPoint;
import org.springframework.security.web.access.AccessDeniedHandler;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.firewall.RequestRejectedException;
import org.springframework.security.web.firewall.RequestRejectedHandler;

/// Responses to operators who are refused, each recorded: 401, 403, or 503 where the issuer's keys are away.
public class OperatorRefusals
        implements AuthenticationEntryPoint, AuthenticationFailureHandler, AccessDeniedHandler, RequestRejectedHandler {
    private static final String FORBIDDEN = "Bearer error=\"insufficient_scope\"";
    private static final Map<ErrorCode, String> CHALLENGES = Map.of(
            ErrorCode.TOKEN_MISSING, "Bearer",
            ErrorCode.SESSION_ENDED, "Bearer",
            ErrorCode.TOKEN_INVALID, "Bearer error=\"invalid_token\"",
            ErrorCode.ROLE_MISSING, FORBIDDEN,
            ErrorCode.ROLES_EXCLUSIVE, FORBIDDEN,
            ErrorCode.MFA_REQUIRED, FORBIDDEN,
            ErrorCode.SCOPE_MISSING, FORBIDDEN);

    private final AccessLog book;

    public OperatorRefusals(AccessLog book) {
        this.book = book;
    }

    /// No token, or one that is not valid or cannot be checked.
    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        ApiException refused = refused(e);
        book.refused(request, refused.code());
        write(request, response, refused);
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        commence(request, response, e);
    }

    /// What [OperatorAccess] has refused and recorded.
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        if (e instanceof AuthorizationDeniedException denied
                && denied.getAuthorizationResult() instanceof OperatorAccess.Result result
                && result.refused() != null) {
            write(request, response, result.refused());
            return;
        }
        throw new IllegalStateException("access is denied by nobody known", e);
    }

    /// Paths and headers that the firewall refuses.
    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, RequestRejectedException e)
            throws IOException {
        book.refused(request, ErrorCode.PATH_REFUSED);
        write(
                request,
                response,
                new ApiException(
                        ErrorCode.PATH_REFUSED,
                        "The path or a header holds what could be read in two ways: an encoded slash, a semicolon, a"
                                + " dot segment or a control character."));
    }

    private void write(HttpServletRequest request, HttpServletResponse response, ApiException refused)
            throws IOException {
        String challenge = CHALLENGES.get(refused.code());
        if (challenge != null) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, challenge);
        }
        say(request, response, refused);
    }

    /// Writes the response, whose headers are set.
    protected void say(HttpServletRequest request, HttpServletResponse response, ApiException refused)
            throws IOException {
        Problems.write(response, refused);
    }

    private static ApiException refused(AuthenticationException e) {
        if (e.getCause() instanceof VerificationGate.Busy) {
            return new ApiException(ErrorCode.OVERLOADED, "Too many tokens are being verified; this one has not been.");
        }
        if (e instanceof AuthenticationServiceException) {
            return new ApiException(
                    ErrorCode.ISSUER_UNAVAILABLE,
                    "The token issuer's keys cannot be read now, so no token can be checked.");
        }
        if (e instanceof OAuth2AuthenticationException oauth) {
            String reason = oauth.getError().getDescription();
            return new ApiException(
                    ErrorCode.TOKEN_INVALID,
                    "The token is not valid: " + (reason == null || reason.isBlank() ? "it is malformed." : reason));
        }
        return new ApiException(
                ErrorCode.TOKEN_MISSING, "This path needs an operator's token in 'Authorization: Bearer'.");
    }
}
