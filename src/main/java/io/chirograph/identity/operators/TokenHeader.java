package io.chirograph.identity.operators;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.server.resource.BearerTokenErrors;
import org.springframework.security.oauth2.server.resource.web.BearerTokenResolver;
import org.springframework.security.oauth2.server.resource.web.DefaultBearerTokenResolver;

/// Finds an operator's token: in `Authorization: Bearer`, or bare in one other header, which a proxy that knows who
/// is there sets. Two different tokens are none: nobody can say whose the request is.
/// @param name the other header; `Authorization` for no other
public record TokenHeader(String name) implements BearerTokenResolver {
    static final String USUAL = "Authorization";
    private static final DefaultBearerTokenResolver BEARER = new DefaultBearerTokenResolver();

    @Override
    public @Nullable String resolve(HttpServletRequest request) {
        if (Collections.list(request.getHeaders(USUAL)).stream().distinct().count() > 1) {
            throw new OAuth2AuthenticationException(
                    BearerTokenErrors.invalidToken("Authorization stands more than once with different values"));
        }
        String bearer = BEARER.resolve(request);
        if (name.equalsIgnoreCase(USUAL)) {
            return bearer;
        }
        List<String> given = Collections.list(request.getHeaders(name));
        if (given.isEmpty()) {
            return bearer;
        }
        String token = given.getFirst().strip();
        if (given.size() > 1 || token.isEmpty() || (bearer != null && !bearer.equals(token))) {
            throw new OAuth2AuthenticationException(BearerTokenErrors.invalidToken(
                    name + " holds another token than Authorization, or more than one, or none"));
        }
        return token;
    }

    /// The header that a request's token came in; null when there is none.
    public @Nullable String used(HttpServletRequest request) {
        if (request.getHeader(name) != null) {
            return name;
        }
        return request.getHeader(USUAL) == null ? null : USUAL;
    }
}
