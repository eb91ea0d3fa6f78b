package io.chirograph.retention.requests;

import io.chirograph.event.value.ObjectScope;
import io.chirograph.support.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A request as JSON: what the API takes and answers, and what the register keeps.
record RequestJson(
        @Nullable UUID event,
        @Nullable Instant at,
        RetentionRequest.@Nullable Kind action,
        @Nullable String matter,
        @Nullable Instant until,
        @Nullable Duration by,
        @Nullable String reason,
        @Nullable String operator,
        @Nullable ObjectScope scope) {
    static RequestJson of(RetentionRequest request) {
        return new RequestJson(
                request.event(),
                request.at(),
                request.kind(),
                request.matter(),
                request.until(),
                request.by(),
                request.reason(),
                request.operator().isEmpty() ? null : request.operator(),
                request.scope());
    }

    /// What is sent to a gateway: who asks, when, and the event are its own to say.
    static byte[] question(RetentionRequest request) {
        RetentionRequest.Kind action = request.kind() == RetentionRequest.Kind.EXTEND ? null : request.kind();
        return StrictJson.bytes(new RequestJson(
                null,
                null,
                action,
                request.matter(),
                request.until(),
                request.by(),
                request.reason(),
                null,
                request.scope()));
    }

    /// What was recorded, as it was written.
    /// @throws IllegalArgumentException naming the field, when it is none
    RetentionRequest recorded() {
        return request(StrictJson.required("action", action), StrictJson.required("at", at));
    }

    /// What somebody asks for.
    /// @param usual the action where none is named
    /// @param now when it is asked
    /// @throws IllegalArgumentException naming the field, when it is none
    RetentionRequest asked(RetentionRequest.Kind usual, Instant now) {
        return request(Objects.requireNonNullElse(action, usual), Objects.requireNonNullElse(at, now));
    }

    private RetentionRequest request(RetentionRequest.Kind kind, Instant when) {
        return new RetentionRequest(
                event,
                when,
                kind,
                matter,
                scope,
                until,
                by,
                Objects.requireNonNullElse(reason, ""),
                Objects.requireNonNullElse(operator, ""));
    }
}
