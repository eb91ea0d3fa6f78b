package io.chirograph.identity.signin;

import io.chirograph.identity.operators.TokenHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Requests of browsers: to the console, or to read the trail with a session and without a token.
///
/// A read that another site makes a browser do is none: it would be on record as the user's.
record BrowserRequests(TokenHeader header, BrowserCookies cookies) implements RequestMatcher {
    private static final RequestMatcher CONSOLE = path("/console/**");
    private static final RequestMatcher AUDIT = path("/audit/v1/**");
    private static final Set<String> READING = Set.of(HttpMethod.GET.name(), HttpMethod.HEAD.name());
    private static final List<String> OWN = List.of("same-origin", "none");

    @Override
    public boolean matches(HttpServletRequest request) {
        if (header.used(request) != null) {
            return false;
        }
        return CONSOLE.matches(request)
                || (READING.contains(request.getMethod())
                        && AUDIT.matches(request)
                        && isOwn(request)
                        && cookies.value(request, BrowserCookies.SESSION).isPresent());
    }

    private static boolean isOwn(HttpServletRequest request) {
        String site = request.getHeader("Sec-Fetch-Site");
        return site == null || OWN.contains(site);
    }

    private static RequestMatcher path(String pattern) {
        return PathPatternRequestMatcher.withDefaults().matcher(pattern);
    }
}
