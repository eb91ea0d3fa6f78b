package io.chirograph.gateway.dialect;

import io.chirograph.event.encoding.Digest;
import io.chirograph.event.value.TextDigest;
import io.chirograph.event.value.ToolCalls;
import io.chirograph.event.value.Usage;
import io.chirograph.gateway.dialect.offers.OfferedList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a response says of itself; fields as in [io.chirograph.event.facts.CallCompleted].
/// @param terminalEvent whether the terminal event was seen; null where the dialect knows none
/// @param end whether its content reached its end
/// @param streamError the dialect's code of an error reported inside a stream or body; null when none
/// @param texts over the texts of a stream; none where one of them could not be told apart
/// @param kept names of what the provider keeps besides the response
/// @param items names of the response's parts, which the provider keeps where it keeps the response
/// @param serviceTier the tier that it was answered with
/// @param inferenceGeo where the model ran
/// @param tools over the list of tools that it offers, as it stands in the body
/// @param offers whatever lists it holds of what an MCP server offers
public record ResponseFacts(
        @Nullable String model,
        @Nullable String responseId,
        Usage usage,
        List<String> finishReasons,
        boolean streamed,
        @Nullable Boolean terminalEvent,
        End end,
        @Nullable String streamError,
        List<TextDigest> texts,
        Set<String> kept,
        Set<String> items,
        @Nullable String serviceTier,
        @Nullable String inferenceGeo,
        ToolCalls toolCalls,
        @Nullable Digest tools,
        List<OfferedList> offers) {}
