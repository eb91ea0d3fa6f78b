package io.chirograph.keys;

import com.fasterxml.jackson.annotation.JsonCreator;
import io.chirograph.identity.callers.Grants;
import io.chirograph.identity.callers.StoredKey;
import io.chirograph.support.json.StrictJson;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// What an operator asks for when a gateway key is to be made.
/// @param reason in the operator's words, 1 to 500 characters
public record GatewayKeyRequest(
        String id, String application, String tenant, String team, Grants grants, String reason) {
    static final Duration OVERLAP = Duration.ofHours(24);
    private static final int LONGEST_REASON = 500;

    public GatewayKeyRequest {
        StrictJson.required("id", id);
        StrictJson.required("application", application);
        StrictJson.required("tenant", tenant);
        StrictJson.required("team", team);
        checked(reason);
    }

    /// What the body of a request says.
    @JsonCreator
    static GatewayKeyRequest of(
            String id,
            String application,
            String tenant,
            String team,
            @Nullable JsonNode grants,
            @Nullable String reason) {
        return new GatewayKeyRequest(
                id, application, tenant, team, Grants.read(grants), reason == null ? "made" : reason);
    }

    /// A key is to be refused for good.
    record Disabling(@Nullable String reason) {}

    /// A key is to have another secret.
    /// @param overlap as ISO 8601 has it
    record Rotation(@Nullable String overlap, @Nullable String reason) {}

    /// @throws IllegalArgumentException naming the field
    public static GatewayKeyRequest parse(byte[] json) {
        return StrictJson.read(json, GatewayKeyRequest.class);
    }

    StoredKey.Made make(Instant now) {
        return StoredKey.make(id, application, tenant, team, grants, now);
    }

    byte[] json() {
        return StrictJson.bytes(this);
    }

    /// A reason, as it may be.
    /// @throws IllegalArgumentException it is none
    public static String checked(String reason) {
        if (reason.isBlank() || reason.length() > LONGEST_REASON) {
            throw new IllegalArgumentException("reason has " + reason.length() + " characters; 1 to " + LONGEST_REASON);
        }
        return reason;
    }

    /// How long two secrets of a key work together.
    /// @param text null for what is usual
    /// @throws IllegalArgumentException it is none
    public static Duration overlap(@Nullable String text) {
        try {
            return text == null ? OVERLAP : Duration.parse(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("overlap is '" + text + "', which is no duration such as PT24H", e);
        }
    }
}
