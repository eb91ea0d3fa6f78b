package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import io.chirograph.event.value.Actor;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The facts of a `key.rotated` event about the log's own key: behind it, another key signs the log.
/// @param key the verifier key of the one that takes over (a C2SP vkey)
/// @param previousKey the verifier key of the one that signed up to here
/// @param reason why, in the operator's words; `compromise` where the old key is revoked
/// @param revokedFrom the largest size for which the old key alone is believed; null for merely retired
/// @param mark the record's key, by which the exporter knows the new key; not in the event
@Fact.Of(EventType.KEY_ROTATED)
public record KeyRotated(
        String key,
        String previousKey,
        String reason,
        @Nullable Long revokedFrom,
        Actor operator,
        UUID mark) implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.text("key", key, 512)
                .text("previousKey", previousKey, 512)
                .text("reason", reason, 512)
                .number("revokedFrom", revokedFrom)
                .object("operator", operator);
    }
}
