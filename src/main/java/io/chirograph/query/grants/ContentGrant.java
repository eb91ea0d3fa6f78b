package io.chirograph.query.grants;

import com.fasterxml.jackson.annotation.JsonValue;
import java.time.Instant;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A right to read the content of some calls, for a time.
/// @param principal who may read: the subject of the reader's token
/// @param operator the administrator who gave it
/// @param ended when it was taken back or found expired; null while it holds
/// @param why it ended; null while it holds
public record ContentGrant(
        UUID id,
        State state,
        String principal,
        String reason,
        GrantScope scope,
        Instant givenAt,
        Instant expiresAt,
        String operator,
        @Nullable Instant ended,
        @Nullable String why) {
    /// Where it stands.
    public enum State {
        /// Not in force yet: its event is being recorded.
        PENDING,
        LIVE,
        /// Not in force any more: the event of its end is being recorded.
        ENDING,
        ENDED;

        @JsonValue
        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    ContentGrant in(State next) {
        return new ContentGrant(id, next, principal, reason, scope, givenAt, expiresAt, operator, ended, why);
    }

    ContentGrant ending(Instant now, String because) {
        return new ContentGrant(id, State.ENDING, principal, reason, scope, givenAt, expiresAt, operator, now, because);
    }

    boolean holds(Instant now) {
        return state == State.LIVE && now.isBefore(expiresAt);
    }

    /// As an event says it.
    SortedMap<String, Object> facts() {
        SortedMap<String, Object> facts = new TreeMap<>(scope.facts());
        facts.put("grant", id.toString());
        facts.put("expiresAt", expiresAt.toString());
        return facts;
    }
}
