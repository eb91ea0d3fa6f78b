package io.chirograph.query.grants;

import io.chirograph.support.json.StrictJson;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What an administrator asks for in JSON.
/// @param principal who may read: the subject of the reader's token
/// @param expiresAt when it ends; or
/// @param duration how long it holds; one of the two
record GrantRequest(
        String principal,
        String reason,
        GrantScope scope,
        @Nullable Instant expiresAt,
        @Nullable Duration duration) {
    static final Duration LONGEST = Duration.ofDays(90);
    private static final int MOST_PRINCIPAL = 256;
    private static final int MOST_REASON = 500;

    GrantRequest {
        text("principal", StrictJson.required("principal", principal), MOST_PRINCIPAL);
        text("reason", StrictJson.required("reason", reason), MOST_REASON);
        StrictJson.required("scope", scope);
        check((expiresAt == null) != (duration == null), "a grant has 'expiresAt' or 'duration', one of the two");
    }

    /// When it ends.
    /// @throws IllegalArgumentException that is not ahead, or too far ahead
    Instant end(Instant now) {
        check(
                duration == null || (duration.isPositive() && duration.compareTo(LONGEST) <= 0),
                "duration is " + duration + "; more than PT0S and at most " + LONGEST + " is expected");
        Instant end = duration != null ? now.plus(duration) : StrictJson.required("expiresAt", expiresAt);
        check(
                end.isAfter(now) && !end.isAfter(now.plus(LONGEST)),
                "expiresAt is " + end + "; a time within the next " + LONGEST.toDays() + " days is expected");
        return end;
    }

    static void text(String name, String value, int most) {
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
