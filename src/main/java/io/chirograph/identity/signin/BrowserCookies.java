package io.chirograph.identity.signin;

import jakarta.servlet.ServletContext;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// The two cookies of sign-in: the session's, and that of a sign-in that has begun.
///
/// No script reads them, no other site's form sends them, and they leave the machine over TLS alone.
/// @param secure whether browsers come by `https`
record BrowserCookies(boolean secure) implements ServletContextInitializer {
    static final String SESSION = "chirograph-session";
    static final String PENDING = "chirograph-sign-in";
    private static final String SAME_SITE = "Lax";

    /// Has the container make the session's cookie, and look for its id nowhere else.
    @Override
    public void onStartup(ServletContext container) {
        SessionCookieConfig cookie = container.getSessionCookieConfig();
        cookie.setName(full(SESSION));
        cookie.setPath("/");
        cookie.setHttpOnly(true);
        cookie.setSecure(secure);
        cookie.setAttribute("SameSite", SAME_SITE);
        container.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
    }

    /// A cookie's value; empty where there are two, since nobody can say whose they are.
    Optional<String> value(HttpServletRequest request, String name) {
        Cookie[] cookies = request.getCookies();
        if (cookies == null) {
            return Optional.empty();
        }
        List<String> found = Arrays.stream(cookies)
                .filter(cookie -> cookie.getName().equals(full(name)))
                .map(Cookie::getValue)
                .toList();
        return found.size() == 1 ? Optional.of(found.getFirst()) : Optional.empty();
    }

    void set(HttpServletResponse response, String name, String value, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(full(name), value)
                        .path("/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite(SAME_SITE)
                        .maxAge(age)
                        .build()
                        .toString());
    }

    void clear(HttpServletResponse response, String name) {
        set(response, name, "", Duration.ZERO);
    }

    /// With this prefix a browser takes the cookie from this very host alone.
    private String full(String name) {
        return secure ? "__Host-" + name : name;
    }
}
