package io.chirograph.event.value;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.encoding.Fields;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a response says of itself.
/// @param id the provider's id of the response (never a key)
/// @param serviceTier the tier that the provider says it answered with
/// @param inferenceGeo where the provider says that the model ran
/// @param tools over the list of tools that it offers
/// @param cost what it cost; null where nothing is charged by the usage, or nobody knows whether anything is
public record ModelResponse(
        @Nullable String model,
        @Nullable String id,
        @Nullable String requestId,
        List<String> finishReasons,
        Usage usage,
        @Nullable String serviceTier,
        @Nullable String inferenceGeo,
        ToolCalls toolCalls,
        @Nullable Digest tools,
        @Nullable Cost cost)
        implements Fields.Part {
    /// A response of which nothing is known.
    public static final ModelResponse NONE = new ModelResponse(null, null, null, List.of(), Usage.NONE);

    /// A response that says nothing of its tier and place, and asks for no tools.
    public ModelResponse(
            @Nullable String model,
            @Nullable String id,
            @Nullable String requestId,
            List<String> finishReasons,
            Usage usage) {
        this(model, id, requestId, finishReasons, usage, null, null, ToolCalls.NONE, null, null);
    }

    public ModelResponse with(@Nullable Cost charged) {
        return new ModelResponse(
                model, id, requestId, finishReasons, usage, serviceTier, inferenceGeo, toolCalls, tools, charged);
    }

    @Override
    public void writeTo(Fields data) {
        data.text("gen_ai.response.model", model, 256)
                .text("gen_ai.response.id", id, 256)
                .text("providerRequestId", requestId, 256)
                .words("gen_ai.response.finish_reasons", finishReasons)
                .word("serviceTier", serviceTier)
                .word("inferenceGeo", inferenceGeo);
        usage.writeTo(data);
        toolCalls.writeTo(data);
        data.digest("tools", tools).object("cost", cost);
    }
}
