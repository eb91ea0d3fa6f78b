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
    @Override
    public void writeTo(Fields data) {
        data.word("keyId", keyId).id("requestId", requestId).number("calls", calls);
    }
}
