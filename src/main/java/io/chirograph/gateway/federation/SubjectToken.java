package io.chirograph.gateway.federation;

import io.chirograph.support.json.StrictJson;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// Claims of a JWT (RFC 7519) that nobody checked here: they are for the record, and nothing is decided by them.
/// Each is null where the token is none or the claim is no text of reasonable length.
record SubjectToken(
        @Nullable String subject,
        @Nullable String issuer,
        @Nullable String id) {
    private static final SubjectToken UNREAD = new SubjectToken(null, null, null);
    private static final int LONGEST = 256;

    static SubjectToken of(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 3) {
            return UNREAD;
        }
        try {
            JsonNode claims = StrictJson.MAPPER.readTree(Base64.getUrlDecoder().decode(parts[1]));
            return new SubjectToken(text(claims, "sub"), text(claims, "iss"), text(claims, "jti"));
        } catch (IllegalArgumentException | JacksonException notJwt) {
            return UNREAD;
        }
    }

    private static @Nullable String text(JsonNode claims, String name) {
        JsonNode claim = claims.get(name);
        String text = claim != null && claim.isString() ? claim.stringValue() : "";
        boolean isFit = !text.isBlank()
                && text.length() <= LONGEST
                && text.chars().noneMatch(c -> c < ' ' || (c >= 0x7f && c <= 0xa0));
        return isFit ? text : null;
    }
}
