package io.chirograph.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The facts of an `access.authenticated` event: somebody entered a surface of the operators, or was turned away.
///
/// @param granted whether the door opened
/// @param surface which door: `audit`, `console`, `admin`, `retention`, `actuator`
/// @param principal who it was, as far as a valid token proves it; empty when nobody can say
/// @param tokenId the token's own id (`jti`); null without one
/// @param role the role that the door demands
/// @param roles all roles of the token
/// @param method what proved it: `jwt`, `oidc-code` for a sign-in by browser and its session, or `none` where
///     nothing did
/// @param header the header that the token or the session came in; null without one
/// @param amr how the issuer says that the principal was authenticated
/// @param acr the class of authentication that the issuer states; null without one
/// @param mfaDemanded whether the door demands more than one factor for this role
/// @param mfaShown whether the token shows more than one factor
/// @param code why the door stayed shut; null when it opened
/// @param status the HTTP status of a refusal; null when the door opened
/// @param peer the address the connection came from
/// @param claimedAddress the address that a trusted proxy names as its own peer's; null without one
public record AccessAuthenticated(
        boolean granted,
        String surface,
        Actor principal,
        @Nullable String tokenId,
        String role,
        List<String> roles,
        String method,
        @Nullable String header,
        List<String> amr,
        @Nullable String acr,
        boolean mfaDemanded,
        boolean mfaShown,
        @Nullable String code,
        @Nullable Integer status,
        String peer,
        @Nullable String claimedAddress) {
    /// The address that refusals are counted by: the one that a trusted proxy names, else the peer's.
    public String source() {
        return claimedAddress == null ? peer : claimedAddress;
    }

    /// Whether a valid token says who it was.
    public boolean known() {
        return !principal.verified().isEmpty();
    }
}
