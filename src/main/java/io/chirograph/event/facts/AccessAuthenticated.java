package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.RecordedAddress;
import io.chirograph.event.value.RefusalReason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The facts of an `access.authenticated` event: somebody entered an operators' surface, or was turned away.
/// @param surface which one: `audit`, `console`, `admin`, `retention`, `actuator`
/// @param principal who it was, as far as a valid token proves it; empty when nobody can say
/// @param role the role that the surface demands
/// @param refusal why the door stayed shut; null when it opened
@Fact.Of(EventType.ACCESS_AUTHENTICATED)
public record AccessAuthenticated(
        String surface,
        Actor principal,
        String role,
        List<String> roles,
        Means means,
        Mfa mfa,
        @Nullable RefusalReason refusal,
        RecordedAddress client)
        implements RefusalFact {
    /// What proved who it was.
    /// @param method `jwt`, `oidc-code` for a sign-in by browser and its session, `link` for a guest's, or `none`
    ///     where nothing did
    /// @param header the header that the token or the session came in; null without one
    /// @param tokenId the token's own id (`jti`); null without one
    public record Means(
            String method,
            @Nullable String header,
            @Nullable String tokenId) {}

    /// How strongly it was proved.
    /// @param demanded whether the role demands more than one factor
    /// @param shown whether the token shows more than one
    /// @param amr how the issuer says that the principal was authenticated
    /// @param acr the class of authentication that the issuer states; null without one
    public record Mfa(
            boolean demanded,
            boolean shown,
            List<String> amr,
            @Nullable String acr) {}

    public boolean granted() {
        return refusal == null;
    }

    /// Whether a valid token says who it was.
    public boolean known() {
        return !principal.verified().isEmpty();
    }

    @Override
    public void writeTo(Fields data) {
        data.constant("outcome", granted() ? "granted" : "refused")
                .word("surface", surface)
                .word("role", role)
                .words("roles", roles)
                .word("method", means.method)
                .word("header", means.header)
                .word("tokenId", means.tokenId)
                .object("operator", principal);
        client.writeTo(data);
        if (refusal != null) {
            refusal.writeTo(data);
        }
        if (known()) {
            data.object(
                    "mfa",
                    object -> object.flag("demanded", mfa.demanded)
                            .flag("shown", mfa.shown)
                            .words("amr", mfa.amr)
                            .word("acr", mfa.acr));
        }
    }
}
