package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import org.jspecify.annotations.Nullable;

/// What went to the provider where that is not what came from the caller.
/// @param digest over the body's bytes as they were sent
/// @param model the model that stands in them; null where it is the one that the caller asked for
public record Sent(Digest digest, @Nullable String model) implements Fields.Part {
    @Override
    public void writeTo(Fields data) {
        data.digest("digest", digest).text("model", model, 256);
    }
}
