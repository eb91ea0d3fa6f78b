package io.chirograph.identity;

import io.chirograph.recording.RecordingUnavailable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets in whom a valid token proves and the rules allow, once that is on record. Whoever has no token is turned
/// away behind it.
final class Doors extends OncePerRequestFilter {
    private final IdentityProperties.Operators settings;
    private final List<Set<Role>> exclusive;
    private final OperatorReader reader;
    private final DoorBook book;

    Doors(IdentityProperties.Operators settings, OperatorReader reader, DoorBook book) {
        this.settings = settings;
        this.exclusive = OperatorRules.exclusive(settings.exclusiveRoles());
        this.reader = reader;
        this.book = book;
    }

    private record Refused(String code, String detail) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (!(SecurityContextHolder.getContext().getAuthentication() instanceof JwtAuthenticationToken token)) {
            chain.doFilter(request, response);
            return;
        }
        Surface surface = Surface.of(request.getServletPath());
        OperatorReader.Read read = reader.read(request, token);
        String text = token.getToken().getTokenValue();
        Refused refused = judge(surface, read);
        if (refused != null) {
            book.refused(request, surface, read.operator(), text, refused.code(), HttpStatus.FORBIDDEN.value());
            response.setHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
            Problems.write(response, Problems.of(HttpStatus.FORBIDDEN, refused.code(), refused.detail()));
            return;
        }
        try {
            book.entered(request, surface, read.operator(), text);
        } catch (RecordingUnavailable e) {
            response.setHeader(
                    "Retry-After", Long.toString(Math.max(1, e.retryAfter().toSeconds())));
            Problems.write(
                    response,
                    Problems.of(
                            HttpStatus.SERVICE_UNAVAILABLE,
                            "recording-unavailable",
                            "That you enter cannot be recorded now, so the door stays shut: " + e.getMessage()));
            return;
        }
        read.operator().enters(request);
        chain.doFilter(request, response);
    }

    private @Nullable Refused judge(Surface surface, OperatorReader.Read read) {
        Operator operator = read.operator();
        for (Set<Role> group : exclusive) {
            List<String> held = group.stream()
                    .filter(operator.roles()::contains)
                    .map(Role::claim)
                    .toList();
            if (held.size() > 1) {
                return new Refused(
                        "roles-exclusive",
                        "The token has the roles " + String.join(" and ", held) + ", which nobody may have together.");
            }
        }
        Role role = surface.role();
        if (!operator.roles().contains(role)) {
            return new Refused("role-missing", "This path needs the role '" + role.claim() + "'.");
        }
        if (settings.mfa().demands(role) && !operator.factors().several()) {
            return new Refused(
                    "mfa-required",
                    "The role '" + role.claim() + "' takes more than one factor, and the token shows none that counts:"
                            + " its amr is " + operator.factors().amr() + ".");
        }
        if (read.missing() != null && role == Role.AUDITOR) {
            return new Refused(
                    "scope-missing",
                    "The token's claim '" + read.missing() + "' must say what it may see; '*' is everything.");
        }
        return null;
    }
}
