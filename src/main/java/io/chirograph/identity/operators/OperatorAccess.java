package io.chirograph.identity.operators;

import io.chirograph.recording.RecordingUnavailable;
import io.chirograph.web.ApiException;
import io.chirograph.web.ApiSurface;
import io.chirograph.web.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationResult;
import org.springframework.security.core.Authentication;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;

/// Authorises operators by the access rules and records each decision. Thread-safe.
public final class OperatorAccess implements AuthorizationManager<RequestAuthorizationContext> {
    private final OperatorProperties settings;
    private final List<Set<Role>> exclusive;
    private final TokenHeader header;
    private final OperatorReader reader;
    private final AccessLog book;

    OperatorAccess(OperatorProperties settings, OperatorReader reader, AccessLog book) {
        this.settings = settings;
        this.exclusive = settings.exclusive();
        this.header = new TokenHeader(settings.tokenHeader());
        this.reader = reader;
        this.book = book;
    }

    /// @param refused null where the request is granted
    record Result(@Nullable ApiException refused) implements AuthorizationResult {
        @Override
        public boolean isGranted() {
            return refused == null;
        }
    }

    @Override
    public Result authorize(
            Supplier<? extends @Nullable Authentication> authentication, RequestAuthorizationContext context) {
        HttpServletRequest request = context.getRequest();
        if (Operator.isIn(request)) {
            return new Result(null); // the end of a response that was begun before
        }
        Authentication shown = authentication.get();
        OperatorReader.Read read;
        PresentedCredential proof;
        if (shown instanceof JwtAuthenticationToken token) {
            read = reader.read(request, token.getToken(), token.getAuthorities());
            proof = PresentedCredential.token(
                    header.used(request), token.getToken().getTokenValue());
        } else if (shown instanceof OAuth2AuthenticationToken session
                && session.getPrincipal() instanceof OidcUser user) {
            read = reader.read(request, user, session.getAuthorities());
            proof = PresentedCredential.signIn("Cookie", session.getAuthorizedClientRegistrationId(), user);
        } else if (shown != null && shown.getPrincipal() instanceof Guest guest) {
            read = reader.guest(request, guest);
            proof = PresentedCredential.link("Cookie", guest);
        } else {
            throw new IllegalStateException("nobody is authenticated by a token or a session");
        }
        ApiSurface surface = AccessLog.surface(request, read.operator());
        ApiException refused = enter(surface, read, proof, proof);
        if (refused == null) {
            read.operator().enters(request);
        }
        return new Result(refused);
    }

    /// Judges and records; on return an entering is durable.
    /// @param refusedAs what makes a refusal the same as one before
    /// @return why not; null where the operator enters
    public @Nullable ApiException enter(
            ApiSurface surface, OperatorReader.Read read, PresentedCredential proof, PresentedCredential refusedAs) {
        ApiException refused = judge(surface, read);
        if (refused != null) {
            book.refused(surface, read.operator(), refusedAs, refused.code());
            return refused;
        }
        try {
            book.entered(surface, read.operator(), proof);
            return null;
        } catch (RecordingUnavailable e) {
            return new ApiException(
                    ErrorCode.RECORDING_UNAVAILABLE,
                    "Access refused: it cannot be recorded right now. " + e.getMessage(),
                    null,
                    null,
                    e.retryAfter());
        }
    }

    /// Why an operator may not enter a surface; null where the rules allow it.
    private @Nullable ApiException judge(ApiSurface surface, OperatorReader.Read read) {
        Operator operator = read.operator();
        for (Set<Role> group : exclusive) {
            List<String> held = group.stream()
                    .filter(operator.roles()::contains)
                    .map(Role::claim)
                    .toList();
            if (held.size() > 1) {
                return new ApiException(
                        ErrorCode.ROLES_EXCLUSIVE,
                        "The token has the roles " + String.join(" and ", held) + ", which nobody may have together.");
            }
        }
        Role role = Role.of(surface);
        if (!operator.roles().contains(role)) {
            return new ApiException(ErrorCode.ROLE_MISSING, "This path needs the role '" + role.claim() + "'.");
        }
        if (settings.mfa().demands(role) && !operator.factors().several()) {
            return new ApiException(
                    ErrorCode.MFA_REQUIRED,
                    "The role '" + role.claim() + "' takes more than one factor, and the token shows none that counts:"
                            + " its amr is " + operator.factors().amr() + ".");
        }
        if (read.missing() != null && surface.isForReaders()) {
            return new ApiException(
                    ErrorCode.SCOPE_MISSING,
                    "The token's claim '" + read.missing() + "' must say what it may see; '*' is everything.");
        }
        return null;
    }
}
