package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.util.UUID;

/// The facts of a `key.destroyed` event: a person's key is gone, and nobody opens with it any more.
/// @param keyId as events of calls name it
/// @param requestId of the erasure
@Fact.Of(EventType.KEY_DESTROYED)
public record KeyDestroyed(String keyId, String reason, UUID requestId) implements Fact {
    @Override
    public void writeTo(Fields data) {
        data.word("keyId", keyId).text("reason", reason, 512).id("requestId", requestId);
    }
}
