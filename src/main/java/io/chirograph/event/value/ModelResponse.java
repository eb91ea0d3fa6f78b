package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a response says of itself.
/// @param id the provider's id of the response (never a key)
public record ModelResponse(
        @Nullable String model,
        @Nullable String id,
        @Nullable String requestId,
        List<String> finishReasons,
        Usage usage)
        implements Fields.Part {
    /// A response of which nothing is known.
    public static final ModelResponse NONE = new ModelResponse(null, null, null, List.of(), Usage.NONE);

    @Override
    public void writeTo(Fields data) {
        data.text("gen_ai.response.model", model, 256)
                .text("gen_ai.response.id", id, 256)
                .text("providerRequestId", requestId, 256)
                .words("gen_ai.response.finish_reasons", finishReasons);
        usage.writeTo(data);
    }
}
