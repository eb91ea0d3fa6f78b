package io.chirograph.keys;

import io.chirograph.identity.JsonFields;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What an operator asks for: `{"reason": …}`, with `revokedFrom` where the old key is not to be believed any
/// more.
///
/// @param reason in the operator's words, 1 to 500 characters; `compromise` where there is none and a key is
///     revoked, else `scheduled`
/// @param revokedFrom the largest size for which the old key alone is still believed
record RotationRequest(String reason, @Nullable Long revokedFrom) {
    private static final int MOST = 500;
    private static final List<String> FIELDS = List.of("reason", "revokedFrom");

    RotationRequest {
        if (reason.isBlank() || reason.length() > MOST) {
            throw new IllegalArgumentException("reason has " + reason.length() + " characters; 1 to " + MOST);
        }
    }

    static RotationRequest of(@Nullable String reason, @Nullable Long revokedFrom) {
        String usual = revokedFrom == null ? "scheduled" : "compromise";
        return new RotationRequest(reason == null ? usual : reason, revokedFrom);
    }

    /// @throws IllegalArgumentException naming the field, when it is none
    static RotationRequest parse(byte[] body) {
        ObjectNode fields = JsonFields.object(body, FIELDS);
        JsonNode revoked = fields.get("revokedFrom");
        if (revoked != null && !(revoked.isIntegralNumber() && revoked.canConvertToLong())) {
            throw new IllegalArgumentException("revokedFrom is no position");
        }
        return of(JsonFields.text(fields, "reason", ""), revoked == null ? null : revoked.longValue());
    }

    byte[] json() {
        ObjectNode fields = JsonMapper.shared().createObjectNode().put("reason", reason);
        if (revokedFrom != null) {
            fields.put("revokedFrom", revokedFrom);
        }
        return JsonMapper.shared().writeValueAsBytes(fields);
    }
}
