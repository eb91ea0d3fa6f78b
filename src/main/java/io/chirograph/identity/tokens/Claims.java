package io.chirograph.identity.tokens;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.core.ClaimAccessor;

/// Finds claims by name, or by dotted path where none has that name.
public final class Claims {
    private Claims() {}

    public static @Nullable Object find(ClaimAccessor token, String claim) {
        Map<String, Object> claims = token.getClaims();
        if (claims.containsKey(claim)) {
            return claims.get(claim);
        }
        Object at = claims;
        for (String step : claim.split("\\.", -1)) {
            at = at instanceof Map<?, ?> map ? map.get(step) : null;
        }
        return at;
    }
}
