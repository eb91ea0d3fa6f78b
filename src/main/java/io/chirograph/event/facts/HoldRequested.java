package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ObjectScope;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The facts of a `hold.requested` event: somebody entitled to it wants objects held, or let go.
/// @param matter what the hold is for: a case, an inquiry
/// @param scope which objects; null at a release: all that the matter holds
@Fact.Of(EventType.HOLD_REQUESTED)
public record HoldRequested(
        Action action, String matter, @Nullable ObjectScope scope, String reason, Actor operator) implements Fact {
    public enum Action {
        PLACE,
        RELEASE
    }

    public HoldRequested {
        if (action == Action.PLACE && scope == null) {
            throw new IllegalArgumentException("a hold without a scope holds nothing");
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.constant("action", action.name().toLowerCase(Locale.ROOT))
                .text("matter", matter, 256)
                .object("scope", scope)
                .text("reason", reason, 512)
                .object("operator", operator);
    }
}
