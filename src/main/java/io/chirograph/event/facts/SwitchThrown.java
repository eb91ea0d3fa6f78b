package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import org.jspecify.annotations.Nullable;

/// The facts of a `switch.thrown` event: an operator stops calls, or lets them go on. Recorded before it is in force.
/// @param scope which calls: `all`, `provider`, `model`, `tenant` or `key`
/// @param value which provider, model, tenant or key; null for all
/// @param before whether they were stopped until now
/// @param after whether they are stopped from here on
/// @param endOpen whether calls under way are ended too
@Fact.Of(EventType.SWITCH_THROWN)
public record SwitchThrown(
        String scope,
        @Nullable String value,
        boolean before,
        boolean after,
        boolean endOpen,
        String reason,
        Actor operator)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.word("scope", scope)
                .text("value", value, 512)
                .flag("before", before)
                .flag("after", after)
                .flag("endOpen", endOpen)
                .text("reason", reason, 512)
                .object("operator", operator);
    }
}
