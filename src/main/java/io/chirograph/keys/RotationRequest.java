package io.chirograph.keys;

import io.chirograph.support.json.StrictJson;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What an operator asks for: `{"reason": …}`, with `revokedFrom` where the old key is not to be believed any
/// more.
/// @param reason in the operator's words, 1 to 500 characters; `compromise` where there is none and a key is
///     revoked, else `scheduled`
/// @param revokedFrom the largest size for which the old key alone is still believed
record RotationRequest(String reason, @Nullable Long revokedFrom) {
    RotationRequest {
        String usual = revokedFrom == null ? "scheduled" : "compromise";
        reason = GatewayKeyRequest.checked(Objects.requireNonNullElse(reason, usual));
    }

    /// @throws IllegalArgumentException naming the field, when it is none
    static RotationRequest parse(byte[] json) {
        return StrictJson.read(json, RotationRequest.class);
    }

    byte[] json() {
        return StrictJson.bytes(this);
    }
}
