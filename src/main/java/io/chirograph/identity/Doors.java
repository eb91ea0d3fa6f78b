package io.chirograph.identity;

import io.chirograph.recording.RecordingUnavailable;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/// Lets in whom a valid token or a session proves and the rules allow, once that is on record. Whoever has
/// neither is turned away behind it.
final class Doors extends OncePerRequestFilter {
    private final DoorRules rules;
    private final TokenHeader header;
    private final OperatorReader reader;
    private final DoorBook book;

    Doors(IdentityProperties.Operators settings, OperatorReader reader, DoorBook book) {
        this.rules = new DoorRules(settings);
        this.header = new TokenHeader(settings.tokenHeader());
        this.reader = reader;
        this.book = book;
    }

    private record Comer(OperatorReader.Read read, Proof proof) {}

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        Comer comer = comer(request, SecurityContextHolder.getContext().getAuthentication());
        if (comer == null) {
            chain.doFilter(request, response);
            return;
        }
        Surface surface = Surface.of(request.getServletPath());
        Operator operator = comer.read().operator();
        DoorRules.Refused refused = rules.judge(surface, comer.read());
        if (refused != null) {
            book.refused(surface, operator, comer.proof(), refused.code(), HttpStatus.FORBIDDEN.value());
            response.setHeader("WWW-Authenticate", "Bearer error=\"insufficient_scope\"");
            Problems.write(response, Problems.of(HttpStatus.FORBIDDEN, refused.code(), refused.detail()));
            return;
        }
        try {
            book.entered(surface, operator, comer.proof());
        } catch (RecordingUnavailable e) {
            response.setHeader(HttpHeaders.RETRY_AFTER, retryAfter(e));
            Problems.write(
                    response, Problems.of(HttpStatus.SERVICE_UNAVAILABLE, "recording-unavailable", unrecorded(e)));
            return;
        }
        operator.enters(request);
        chain.doFilter(request, response);
    }

    static String retryAfter(RecordingUnavailable e) {
        return Long.toString(Math.max(1, e.retryAfter().toSeconds()));
    }

    static String unrecorded(RecordingUnavailable e) {
        return "That you enter cannot be recorded now, so the door stays shut: " + e.getMessage();
    }

    private @Nullable Comer comer(HttpServletRequest request, @Nullable Authentication authentication) {
        return switch (authentication) {
            case JwtAuthenticationToken token ->
                new Comer(
                        reader.read(request, token.getToken(), token.getAuthorities()),
                        Proof.token(header.used(request), token.getToken().getTokenValue()));
            case SessionAuthentication session ->
                new Comer(
                        session.session().read().from(reader.source(request)),
                        Proof.signIn("Cookie", session.session().key()));
            case null, default -> null;
        };
    }
}
