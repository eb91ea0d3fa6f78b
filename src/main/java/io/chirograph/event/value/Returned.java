package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What went back to the caller where that is not what came from the provider.
/// @param digest over the body's bytes as they went back; null where only headers differ
/// @param rewritten headers and fields whose URLs lead to the gateway in the place of the provider
/// @param withheld headers whose URLs would have led past the gateway
public record Returned(@Nullable Digest digest, List<String> rewritten, List<String> withheld) implements Fields.Part {
    public Returned {
        rewritten = List.copyOf(rewritten);
        withheld = List.copyOf(withheld);
    }

    @Override
    public void writeTo(Fields data) {
        data.digest("digest", digest).words("rewritten", rewritten).words("withheld", withheld);
    }
}
