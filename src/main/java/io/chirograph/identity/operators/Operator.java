package io.chirograph.identity.operators;

import io.chirograph.event.value.Actor;
import io.chirograph.identity.tokens.AuthenticationContext;
import io.chirograph.web.clientaddress.ClientAddress;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// An operator whose access was granted, as a valid token describes them.
/// @param actor `subject` and `issuer`
/// @param roles all roles of the token
/// @param scope what of the trail the token shows
/// @param tokenId the token's own id; null without one
/// @param factors how the operator was authenticated
/// @param source where the request comes from
public record Operator(
        Actor actor,
        Set<Role> roles,
        AuditScope scope,
        @Nullable String tokenId,
        AuthenticationContext factors,
        ClientAddress source) {
    private static final String ATTRIBUTE = Operator.class.getName();

    /// The operator of a request whose access was granted.
    /// @throws IllegalStateException it did not
    public static Operator of(HttpServletRequest request) {
        if (request.getAttribute(ATTRIBUTE) instanceof Operator operator) {
            return operator;
        }
        throw new IllegalStateException("no operator was let in: " + request.getServletPath());
    }

    /// Whether access was granted to the request before.
    static boolean isIn(HttpServletRequest request) {
        return request.getAttribute(ATTRIBUTE) != null;
    }

    void enters(HttpServletRequest request) {
        request.setAttribute(ATTRIBUTE, this);
    }
}
