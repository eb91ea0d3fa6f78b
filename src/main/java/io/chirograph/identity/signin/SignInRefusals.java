package io.chirograph.identity.signin;

import io.chirograph.identity.operators.AccessLog;
import io.chirograph.identity.operators.OperatorRefusals;
import io.chirograph.web.ApiException;
import io.chirograph.web.ApiSurface;
import io.chirograph.web.ErrorCode;
import io.chirograph.web.Problems;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.web.authentication.session.SessionAuthenticationException;
import org.springframework.security.web.csrf.CsrfException;
import org.springframework.web.client.ResourceAccessException;

/// Responses to browsers without a session or with a failed sign-in, each recorded. The issuer's words are not shown.
final class SignInRefusals extends OperatorRefusals {
    private static final Pattern ERROR = Pattern.compile("[a-z_]{1,64}");
    private final AccessLog book;
    private final BrowserCookies cookies;
    private final @Nullable String begin;

    /// @param begin where a sign-in begins, for browsers; null where links alone let somebody in
    SignInRefusals(AccessLog book, BrowserCookies cookies, @Nullable String begin) {
        super(book);
        this.book = book;
        this.cookies = cookies;
        this.begin = begin;
    }

    /// A sign-in that the access rules refuse, or that cannot be recorded.
    static final class Refused extends SessionAuthenticationException {
        private static final long serialVersionUID = 1;
        private final ApiException reason;

        Refused(ApiException reason) {
            super(reason.detail());
            this.reason = reason;
        }
    }

    @Override
    public void commence(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        if (ApiSurface.find(request.getServletPath())
                .filter(ApiSurface.LINK::equals)
                .isPresent()) {
            refuse(request, response, GuestLinks.ended());
        } else if (begin != null && isOfConsole(request) && navigates(request)) {
            response.sendRedirect(begin);
        } else if (begin == null && isOfConsole(request)) {
            refuse(
                    request,
                    response,
                    new ApiException(
                            ErrorCode.SESSION_ENDED,
                            "The console of a gateway in development opens by a link that its start prints, once."));
        } else if (cookies.value(request, BrowserCookies.SESSION).isPresent()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            refuse(request, response, new ApiException(ErrorCode.SESSION_ENDED, "The session is over."));
        } else {
            super.commence(request, response, e);
        }
    }

    @Override
    public void onAuthenticationFailure(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException e) throws IOException {
        if (e instanceof Refused refused) {
            say(request, response, refused.reason); // recorded already, as far as it can be
        } else {
            refuse(request, response, reason(e));
        }
    }

    @Override
    public void handle(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        if (e instanceof CsrfException) {
            refuse(
                    request,
                    response,
                    new ApiException(ErrorCode.FORM_REFUSED, "The form is none of this session. Nothing happened."));
        } else {
            super.handle(request, response, e);
        }
    }

    /// Records a refusal and says it.
    void refuse(HttpServletRequest request, HttpServletResponse response, ApiException refused) throws IOException {
        book.refused(request, refused.code());
        say(request, response, refused);
    }

    private static boolean isOfConsole(HttpServletRequest request) {
        return ApiSurface.isConsole(request.getServletPath());
    }

    /// Says it to a person or to a program.
    @Override
    protected void say(HttpServletRequest request, HttpServletResponse response, ApiException refused)
            throws IOException {
        if (!navigates(request)) {
            Problems.write(response, refused);
            return;
        }
        Problems.retryAfter(response, refused);
        HtmlPage.write(response, refused.code().status(), HtmlPage.of(title(refused), """
            <p>%s</p>
            <p>Code: <code>%s</code></p>
            %s
            """.formatted(
                        HtmlPage.text(refused.detail()),
                        refused.code(),
                        begin == null || refused.code() == ErrorCode.LINK_ENDED
                                ? ""
                                : "<p><a href=\"/console\">Try again</a></p>")));
    }

    private static String title(ApiException refused) {
        if (refused.code() == ErrorCode.LINK_ENDED) {
            return "Nothing here";
        }
        return refused.status() == 403 ? "This is not for you" : "You are not signed in";
    }

    private static boolean navigates(HttpServletRequest request) {
        String accept = request.getHeader(HttpHeaders.ACCEPT);
        return accept != null && accept.contains("text/html");
    }

    private static ApiException reason(AuthenticationException e) {
        String error = e instanceof OAuth2AuthenticationException oauth
                ? oauth.getError().getErrorCode()
                : "";
        boolean isOfToken = error.equals("invalid_id_token") || error.equals("invalid_nonce");
        if (isCausedBy(e, AuthenticationServiceException.class)
                || isCausedBy(e, ResourceAccessException.class)
                || (isOfToken && isCausedBy(e, JwtException.class) && !isCausedBy(e, BadJwtException.class))) {
            return new ApiException(
                    ErrorCode.ISSUER_UNAVAILABLE, "The token issuer cannot be reached now, so nobody can sign in.");
        }
        if (isOfToken) {
            return new ApiException(ErrorCode.TOKEN_INVALID, "The issuer's ID token is not valid here.");
        }
        return switch (error) {
            case "authorization_request_not_found", "invalid_request", "invalid_state_parameter" ->
                new ApiException(
                        ErrorCode.SIGN_IN_UNKNOWN,
                        "This answer belongs to no sign-in that this browser began in the last ten minutes.");
            default ->
                new ApiException(
                        ErrorCode.SIGN_IN_REFUSED,
                        "The issuer let nobody in" + (ERROR.matcher(error).matches() ? ": " + error : "") + ".");
        };
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
