package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import java.util.SortedMap;

/// The facts of a `permission.changed` event of the gateway's own: recorded before the change takes effect.
/// @param subject whose permission, such as `gateway-key:web-1`
/// @param object to do what, such as `model-calls`
/// @param before what held until now; empty for nothing
/// @param after what holds from here on; empty for nothing
@Fact.Of(EventType.PERMISSION_CHANGED)
public record PermissionChanged(
        String subject,
        String object,
        SortedMap<String, Object> before,
        SortedMap<String, Object> after,
        String reason,
        Actor operator)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.word("subject", subject)
                .word("object", object)
                .map("before", before, 512)
                .map("after", after, 512)
                .text("reason", reason, 512)
                .object("operator", operator);
    }
}
