package io.chirograph.keys;

import io.chirograph.event.facts.PermissionChanged;
import io.chirograph.event.value.Actor;
import io.chirograph.support.json.StrictJson;
import java.util.Map;
import java.util.TreeMap;

/// What an operator asks for when a key of content is given out.
/// @param reason in the operator's words, 1 to 500 characters
record ContentKeyReveal(String reason) {
    ContentKeyReveal {
        GatewayKeyRequest.checked(StrictJson.required("reason", reason));
    }

    /// @throws IllegalArgumentException naming the field
    static ContentKeyReveal parse(byte[] json) {
        return StrictJson.read(json, ContentKeyReveal.class);
    }

    byte[] json() {
        return StrictJson.bytes(this);
    }

    /// Whoever holds the file may open what takes the key, beside a recipient's own.
    /// @param id the key's
    PermissionChanged fact(String id, Actor operator) {
        return new PermissionChanged(
                "content-key:" + id,
                "content",
                new TreeMap<>(),
                new TreeMap<>(Map.of("givenOut", "file")),
                reason,
                operator);
    }
}
