package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import io.chirograph.event.value.ObjectScope;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// The facts of a `retention.requested` event: somebody entitled to it wants objects kept for longer.
/// @param until to which date at least; null where `by` is given
/// @param by by how much, each object's own date; null where `until` is given
@Fact.Of(EventType.RETENTION_REQUESTED)
public record RetentionRequested(
        @Nullable Instant until, @Nullable Duration by, ObjectScope scope, String reason, Actor operator)
        implements Fact {
    public RetentionRequested {
        if ((until == null) == (by == null)) {
            throw new IllegalArgumentException("an extension is until a date or by a duration, one of the two");
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.time("until", until)
                .constant("by", by)
                .object("scope", scope)
                .text("reason", reason, 512)
                .object("operator", operator);
    }
}
