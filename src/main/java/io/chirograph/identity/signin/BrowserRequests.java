package io.chirograph.identity.signin;

import io.chirograph.identity.operators.TokenHeader;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import org.springframework.http.HttpMethod;
import org.springframework.security.web.servlet.util.matcher.PathPatternRequestMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;

/// Which requests are a browser's: those to the console, and those that read the trail with a session. Where
/// a token is shown, the token decides and no session does.
///
/// A browser that says that another site makes it read the trail is not believed to speak for its user: the
/// read would be on record as the user's.
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
