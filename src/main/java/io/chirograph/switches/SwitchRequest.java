package io.chirograph.switches;

import io.chirograph.identity.JsonFields;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// What an operator asks for:
/// `{"scope": "provider", "value": "openai", "stopped": true, "endOpen": false, "reason": …}`.
///
/// @param stopped whether calls are to stop, or to go on again
/// @param endOpen whether calls under way are ended too
/// @param reason in the operator's words, 1 to 500 characters
record SwitchRequest(Scope scope, boolean stopped, boolean endOpen, String reason) {
    private static final int MOST = 500;
    private static final List<String> FIELDS = List.of("scope", "value", "stopped", "endOpen", "reason");

    SwitchRequest {
        if (reason.isBlank() || reason.length() > MOST) {
            throw new IllegalArgumentException("reason has " + reason.length() + " characters; 1 to " + MOST);
        }
        if (endOpen && !stopped) {
            throw new IllegalArgumentException("endOpen is true, and stopped is false: nothing is to be ended");
        }
    }

    /// @throws IllegalArgumentException naming the field, when it is none
    static SwitchRequest parse(byte[] body) {
        ObjectNode fields = JsonFields.object(body, FIELDS);
        String reason = JsonFields.text(fields, "reason", "");
        return new SwitchRequest(
                new Scope(Scope.Kind.of(JsonFields.required(fields, "scope")), JsonFields.text(fields, "value", "")),
                flag(fields, "stopped", true),
                flag(fields, "endOpen", false),
                reason == null ? "" : reason);
    }

    byte[] json() {
        ObjectNode fields = JsonMapper.shared()
                .createObjectNode()
                .put("scope", scope.kind().word())
                .put("stopped", stopped)
                .put("endOpen", endOpen)
                .put("reason", reason);
        if (scope.value() != null) {
            fields.put("value", scope.value());
        }
        return JsonMapper.shared().writeValueAsBytes(fields);
    }

    private static boolean flag(ObjectNode fields, String name, boolean otherwise) {
        JsonNode value = fields.get(name);
        if (value == null) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(name + " is neither true nor false");
        }
        return value.booleanValue();
    }
}
