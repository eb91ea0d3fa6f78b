package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import java.util.SortedMap;

/// The facts of a `config.changed` event: recorded before the change takes effect.
/// @param setting what of the configuration changed: `policy`, or the name of another part
/// @param before what held until now; digests in the place of whatever is long or secret
/// @param after what holds from here on, in the same form
/// @param reason why, or what brought it about: `file changed`, `reload asked`
/// @param operator who did it; what nobody checked stands under `asserted`
@Fact.Of(EventType.CONFIG_CHANGED)
public record ConfigChanged(
        String setting,
        SortedMap<String, Object> before,
        SortedMap<String, Object> after,
        String reason,
        Actor operator)
        implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.word("setting", setting)
                .map("before", before, 512)
                .map("after", after, 512)
                .text("reason", reason, 512)
                .object("operator", operator);
    }
}
