package io.chirograph.identity;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/// The two cookies of sign-in: the session's, and the one of a sign-in that has begun. No script reads them,
/// no other site's form sends them, and they leave the machine over TLS alone. Model calls pass no cookies
/// on.
///
/// @param secure whether browsers come by `https`
record BrowserCookies(boolean secure) {
    static final String SESSION = "chirograph-session";
    static final String PENDING = "chirograph-sign-in";

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

    /// @param age negative for as long as the browser runs
    void set(HttpServletResponse response, String name, String value, Duration age) {
        response.addHeader(
                HttpHeaders.SET_COOKIE,
                ResponseCookie.from(full(name), value)
                        .path("/")
                        .httpOnly(true)
                        .secure(secure)
                        .sameSite("Lax")
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
