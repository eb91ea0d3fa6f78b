package io.chirograph.keys;

import io.chirograph.support.json.StrictJson;
import org.jspecify.annotations.Nullable;

/// What an operator asks for: `{"reason": …}`, with `revokedFrom` where the old key is not to be believed any
/// more.
/// @param reason in the operator's words, 1 to 500 characters; `compromise` where there is none and a key is
///     revoked, else `scheduled`
/// @param revokedFrom the largest size for which the old key alone is still believed
record RotationRequest(String reason, @Nullable Long revokedFrom) {
    private static final int MOST = 500;

    RotationRequest {
        if (reason.isBlank() || reason.length() > MOST) {
            throw new IllegalArgumentException("reason has " + reason.length() + " characters; 1 to " + MOST);
        }
    }

    static RotationRequest of(@Nullable String reason, @Nullable Long revokedFrom) {
        String usual = revokedFrom == null ? "scheduled" : "compromise";
        return new RotationRequest(reason == null ? usual : reason, revokedFrom);
    }

    private record Body(@Nullable String reason, @Nullable Long revokedFrom) {}

    /// @throws IllegalArgumentException naming the field, when it is none
    static RotationRequest parse(byte[] json) {
        Body body = StrictJson.read(json, Body.class);
        return of(body.reason, body.revokedFrom);
    }

    byte[] json() {
        return StrictJson.bytes(this);
    }
}
