package io.chirograph.switches;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.chirograph.support.json.StrictJson;
import org.jspecify.annotations.Nullable;

/// What an operator asks for:
/// `{"scope": "provider", "value": "openai", "stopped": true, "endOpen": false, "reason": …}`.
/// @param stopped whether calls are to stop (if nothing is said), or to go on again
/// @param endOpen whether calls under way are ended too
/// @param reason in the operator's words, 1 to 500 characters
public record SwitchRequest(
        @JsonProperty("scope") SwitchScope.Kind kind,
        @Nullable String value,
        Boolean stopped,
        Boolean endOpen,
        String reason) {
    private static final int MOST = 500;

    public SwitchRequest {
        new SwitchScope(StrictJson.required("scope", kind), value); // says what is wrong with them
        stopped = stopped == null || stopped;
        endOpen = endOpen != null && endOpen;
        int length = reason == null ? 0 : reason.length();
        if (length == 0 || reason.isBlank() || length > MOST) {
            throw new IllegalArgumentException("reason has " + length + " characters; 1 to " + MOST);
        }
        if (reason.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("reason must be text, had half of a surrogate pair");
        }
        if (endOpen && !stopped) {
            throw new IllegalArgumentException("endOpen is true, and stopped is false: nothing is to be ended");
        }
    }

    SwitchRequest(SwitchScope scope, boolean stopped, boolean endOpen, String reason) {
        this(scope.kind(), scope.value(), stopped, endOpen, reason);
    }

    /// @throws IllegalArgumentException naming the field, when it is none
    static SwitchRequest parse(byte[] body) {
        return StrictJson.read(body, SwitchRequest.class);
    }

    public SwitchScope scope() {
        return new SwitchScope(kind, value);
    }
}
