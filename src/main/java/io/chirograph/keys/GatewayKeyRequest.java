package io.chirograph.keys;

import io.chirograph.identity.Grants;
import io.chirograph.identity.GrantsJson;
import io.chirograph.identity.JsonFields;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What an operator asks for when a gateway key is to be made.
///
/// @param reason in the operator's words, 1 to 500 characters
record GatewayKeyRequest(String id, String application, String tenant, String team, Grants grants, String reason) {
    static final Duration OVERLAP = Duration.ofHours(24);
    private static final int LONGEST_REASON = 500;
    private static final List<String> FIELDS = List.of("id", "application", "tenant", "team", "grants", "reason");

    GatewayKeyRequest {
        checked(reason);
    }

    /// @throws IllegalArgumentException naming the field
    static GatewayKeyRequest parse(byte[] body) {
        ObjectNode fields = JsonFields.object(body, FIELDS);
        return new GatewayKeyRequest(
                JsonFields.required(fields, "id"),
                JsonFields.required(fields, "application"),
                JsonFields.required(fields, "tenant"),
                JsonFields.required(fields, "team"),
                GrantsJson.read(fields.get("grants")),
                reason(fields, "made"));
    }

    byte[] json() {
        ObjectNode fields = JsonMapper.shared()
                .createObjectNode()
                .put("id", id)
                .put("application", application)
                .put("tenant", tenant)
                .put("team", team)
                .put("reason", reason);
        fields.set("grants", GrantsJson.write(grants));
        return JsonMapper.shared().writeValueAsBytes(fields);
    }

    /// The reason in a body; a body may be empty.
    static String reason(ObjectNode fields, String usual) {
        String reason = JsonFields.text(fields, "reason", "");
        return checked(reason == null ? usual : reason);
    }

    static String checked(String reason) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("reason has " + reason.length() + " characters; 1 to " + LONGEST_REASON);
        }
        return reason;
    }

    static Duration overlap(@Nullable String text) {
        try {
            return text == null ? OVERLAP : Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("overlap is '" + text + "', which is no duration such as PT24H", e);
        }
    }
}
