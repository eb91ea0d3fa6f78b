package io.chirograph.retention.requests;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import io.chirograph.event.value.ObjectScope;
import io.chirograph.support.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/// Something that a retention manager asked for; as JSON what the API takes and answers, and what the register keeps.
/// @param event the id of its event; null where it is in no log
/// @param at when it was made
/// @param matter of a hold or its end; null for an extension
/// @param scope which objects; null where a release means all that the matter holds
/// @param until of an extension to a date
/// @param by of an extension by a time
/// @param reason in the operator's words
/// @param operator who asked, as far as known
public record RetentionRequest(
        @Nullable UUID event,
        Instant at,
        @JsonProperty("action") Kind kind,
        @Nullable String matter,
        @Nullable Instant until,
        @Nullable Duration by,
        String reason,
        @JsonInclude(JsonInclude.Include.NON_EMPTY) String operator,
        @Nullable ObjectScope scope) {
    private static final int MOST_MATTER = 200;
    private static final int MOST_REASON = 500;

    /// What is asked for.
    public enum Kind {
        PLACE,
        RELEASE,
        EXTEND;

        /// The word in JSON.
        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    public RetentionRequest {
        kind = StrictJson.required("action", kind);
        at = StrictJson.required("at", at);
        reason = Objects.requireNonNullElse(reason, "");
        operator = Objects.requireNonNullElse(operator, "");
        text("reason", reason, MOST_REASON);
        if (kind == Kind.EXTEND) {
            check((until == null) != (by == null), "an extension has 'until' or 'by', one of the two");
            check(by == null || by.isPositive(), "by is " + by + "; a positive time is expected");
            check(scope != null, "an extension needs a scope");
        } else {
            text("matter", matter == null ? "" : matter, MOST_MATTER);
            check(kind == Kind.RELEASE || scope != null, "a hold needs a scope");
        }
    }

    public static RetentionRequest place(
            String matter, ObjectScope scope, String reason, String operator, Instant now) {
        return new RetentionRequest(null, now, Kind.PLACE, matter, null, null, reason, operator, scope);
    }

    public static RetentionRequest release(
            String matter, @Nullable ObjectScope scope, String reason, String operator, Instant now) {
        return new RetentionRequest(null, now, Kind.RELEASE, matter, null, null, reason, operator, scope);
    }

    public static RetentionRequest extend(
            @Nullable Instant until,
            @Nullable Duration by,
            ObjectScope scope,
            String reason,
            String operator,
            Instant now) {
        return new RetentionRequest(null, now, Kind.EXTEND, null, until, by, reason, operator, scope);
    }

    /// A hold, or its end, that somebody asks for in JSON.
    /// @throws IllegalArgumentException naming the field, when it is none
    public static RetentionRequest hold(ObjectNode json, Instant now) {
        RetentionRequest asked = asked(json, Kind.PLACE, now);
        check(asked.kind != Kind.EXTEND, "action is 'extend'; place or release, or another path");
        return asked;
    }

    /// An extension that somebody asks for in JSON.
    /// @throws IllegalArgumentException naming the field, when it is none
    public static RetentionRequest extension(ObjectNode json, Instant now) {
        check(!json.hasNonNull("action") && !json.hasNonNull("matter"), "an extension has neither action nor matter");
        return asked(json, Kind.EXTEND, now);
    }

    /// What somebody asks for in JSON.
    /// @param usual the action where none is named
    /// @param now when it is asked
    /// @throws IllegalArgumentException naming the field, when it is none
    static RetentionRequest asked(ObjectNode json, Kind usual, Instant now) {
        if (!json.hasNonNull("action")) {
            json.put("action", usual.word());
        }
        if (!json.hasNonNull("at")) {
            json.put("at", now.toString());
        }
        return StrictJson.read("", json, RetentionRequest.class);
    }

    /// What is sent to a gateway: who asks, when, and the event are its own to say.
    byte[] question() {
        ObjectNode json = StrictJson.MAPPER.valueToTree(this);
        json.remove(List.of("event", "at", "operator"));
        if (kind == Kind.EXTEND) {
            json.remove("action");
        }
        return StrictJson.bytes(json);
    }

    /// The same, as recorded in a log.
    public RetentionRequest recorded(UUID id) {
        return new RetentionRequest(id, at, kind, matter, until, by, reason, operator, scope);
    }

    /// The same, asked for by somebody else and at another time.
    public RetentionRequest by(String who, Instant when) {
        return new RetentionRequest(event, when, kind, matter, until, by, reason, who, scope);
    }

    /// Whether it places a hold for this matter.
    public boolean isPlaceOf(@Nullable String named) {
        return kind == Kind.PLACE && Objects.equals(matter, named);
    }

    /// The scopes of those requests that name one.
    public static List<ObjectScope> scopes(Stream<RetentionRequest> requests) {
        return requests.flatMap(request -> Stream.ofNullable(request.scope())).toList();
    }

    private static void text(String name, String value, int most) {
        check(
                !value.isBlank() && value.length() <= most && value.chars().noneMatch(Character::isISOControl),
                name + " has " + value.length() + " characters; 1 to " + most + ", none a control");
    }

    private static void check(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }
}
