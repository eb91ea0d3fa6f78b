package io.chirograph.event.facts;

import io.chirograph.event.EventType;
import io.chirograph.event.encoding.Fields;
import java.util.UUID;

/// The facts of a `payload.erased` event: the content of calls cannot be opened any more, as a key is gone.
/// @param keyId of the key that was destroyed
/// @param requestId of the erasure
/// @param calls how many calls had content under this key, as far as they were published
@Fact.Of(EventType.PAYLOAD_ERASED)
public record PayloadErased(String keyId, UUID requestId, long calls) implements Fact {
    /// The facts of the `key.destroyed` event before it: a person's key is gone, and nobody opens with it any more.
    /// @param keyId as events of calls name it
    /// @param requestId of the erasure
    @Fact.Of(EventType.KEY_DESTROYED)
    public record Key(String keyId, String reason, UUID requestId) implements Fact {
        @Override
        public void writeTo(Fields data) {
            data.word("keyId", keyId).text("reason", reason, 512).id("requestId", requestId);
        }
    }

    @Override
    public void writeTo(Fields data) {
        data.word("keyId", keyId).id("requestId", requestId).number("calls", calls);
    }
}
