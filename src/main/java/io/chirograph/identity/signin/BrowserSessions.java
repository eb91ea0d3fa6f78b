package io.chirograph.identity.signin;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.web.filter.OncePerRequestFilter;

/// Bounds the container's sessions by number, idle time, age and ID token. Thread-safe.
///
/// Sessions are in memory alone: a restart ends them. Only a recorded sign-in begins one.
final class BrowserSessions extends OncePerRequestFilter {
    private final SignInProperties settings;
    private final Clock clock;
    /// By id; the one that has been idle longest comes first.
    private final Map<String, Held> held = new LinkedHashMap<>(16, 0.75f, true);

    private record Held(HttpSession session, SignedIn times, Instant used) {}

    BrowserSessions(SignInProperties settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (request.getCharacterEncoding() == null) {
            request.setCharacterEncoding(
                    StandardCharsets.UTF_8); // pages are, so browsers send forms in it and do not say so
        }
        HttpSession session = request.getSession(false);
        SignedIn times = session == null ? null : use(session);
        if (times != null) {
            times.note(request);
        }
        chain.doFilter(request, response);
    }

    /// Begins a session, in the place of one that the browser still has.
    /// @param end of the ID token
    synchronized void begin(HttpServletRequest request, Instant end) {
        end(request);
        Instant now = clock.instant();
        held.values().stream().filter(other -> isOver(other, now)).toList().forEach(other -> end(other.session()));
        while (held.size() >= settings.sessions()) {
            end(held.values().iterator().next().session());
        }
        HttpSession session = request.getSession();
        session.setMaxInactiveInterval((int) settings.idle().toSeconds());
        Instant oldest = now.plus(settings.age());
        held.put(session.getId(), new Held(session, new SignedIn(now, end.isBefore(oldest) ? end : oldest), now));
    }

    /// Uses a session; ends one that is over, which is null then.
    synchronized @Nullable SignedIn use(HttpSession session) {
        Held found = held.get(session.getId());
        Instant now = clock.instant();
        if (found == null || isOver(found, now)) {
            end(session);
            return null;
        }
        held.put(session.getId(), new Held(session, found.times(), now));
        return found.times();
    }

    /// Ends the session of a request, where it has one.
    synchronized void end(HttpServletRequest request) {
        HttpSession session = request.getSession(false);
        if (session != null) {
            end(session);
        }
    }

    private void end(HttpSession session) {
        held.remove(session.getId());
        try {
            session.invalidate();
        } catch (IllegalStateException alreadyOver) {
            // signed out, or idle for the container too
        }
    }

    private boolean isOver(Held one, Instant now) {
        return !now.isBefore(one.times().until()) || !now.isBefore(one.used().plus(settings.idle()));
    }
}
