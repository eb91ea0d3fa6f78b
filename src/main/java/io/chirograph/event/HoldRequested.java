package io.chirograph.event;

import org.jspecify.annotations.Nullable;

/// The facts of a `hold.requested` event: somebody entitled to it wants objects held, or let go.
///
/// @param matter what the hold is for: a case, an inquiry
/// @param scope which objects; null at a release: all that the matter holds
/// @param reason in the operator's words
public record HoldRequested(
        Action action, String matter, @Nullable ObjectScope scope, String reason, Actor operator) {
    /// What is wanted.
    public enum Action {
        PLACE,
        RELEASE
    }

    public HoldRequested {
        if (action == Action.PLACE && scope == null) {
            throw new IllegalArgumentException("a hold without a scope holds nothing");
        }
    }
}
