package io.chirograph.event.value;

import io.chirograph.event.encoding.Fields;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/// What a call asks of a model.
/// @param operation `gen_ai.operation.name` (`chat`, `embeddings`, …) or `other`
/// @param model the model asked for; null when the body does not say
/// @param parameters the dialect's allow-listed scalars (String, Boolean, Long, Double), and counts and
///     `Digest`s in the place of tools and schemas; names are the OpenTelemetry ones where there are any
/// @param toolResults of which tool calls it carries the results
public record ModelRequest(
        String operation,
        @Nullable String model,
        SortedMap<String, Object> parameters,
        boolean stream,
        ToolResults toolResults)
        implements Fields.Part {
    /// Ids of tool calls whose results a request carries.
    /// @param ids the last [ToolCalls#MOST] of them: a conversation's older ones stand in every request again
    /// @param more how many stood before these
    public record ToolResults(List<String> ids, long more) {
        public static final ToolResults NONE = new ToolResults(List.of(), 0);

        public ToolResults {
            ids = List.copyOf(ids);
        }
    }

    /// Parameters that stand by their OpenTelemetry name; all others go under `parameters`.
    public static final Set<String> NAMED_PARAMETERS = Set.of(
            "gen_ai.embeddings.dimension.count",
            "gen_ai.output.type",
            "gen_ai.request.choice.count",
            "gen_ai.request.encoding_formats",
            "gen_ai.request.frequency_penalty",
            "gen_ai.request.max_tokens",
            "gen_ai.request.presence_penalty",
            "gen_ai.request.seed",
            "gen_ai.request.temperature",
            "gen_ai.request.top_k",
            "gen_ai.request.top_p");

    /// A request without results of tools.
    public ModelRequest(
            String operation, @Nullable String model, SortedMap<String, Object> parameters, boolean stream) {
        this(operation, model, parameters, stream, ToolResults.NONE);
    }

    @Override
    public void writeTo(Fields data) {
        data.word("gen_ai.operation.name", operation)
                .text("gen_ai.request.model", model, 256)
                .flag("gen_ai.request.stream", stream)
                .named(NAMED_PARAMETERS, "parameters", parameters, 64, 256)
                .texts("toolResults", toolResults.ids, ToolCalls.MOST, Fields.WORD)
                .number("toolResultsMore", toolResults.more == 0 ? null : (Long) toolResults.more);
    }
}
