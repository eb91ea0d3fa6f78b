package io.chirograph.identity;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/// Finds the session of a request's cookie.
final class SessionFilter extends OncePerRequestFilter {
    private final BrowserSessions sessions;
    private final BrowserCookies cookies;

    SessionFilter(BrowserSessions sessions, BrowserCookies cookies) {
        this.sessions = sessions;
        this.cookies = cookies;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        cookies.value(request, BrowserCookies.SESSION).flatMap(sessions::use).ifPresent(session -> {
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(new SessionAuthentication(session));
            SecurityContextHolder.setContext(context);
            new SignedIn(session.since(), session.until()).note(request);
        });
        chain.doFilter(request, response);
    }
}
