package io.chirograph.policy.model;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// The scalar parameters that a policy can bound: the words of policies and the names that events have for them.
public final class Parameters {
    private static final Map<String, String> NAMES = new TreeMap<>(Map.ofEntries(
            Map.entry("max_tokens", "gen_ai.request.max_tokens"),
            Map.entry("temperature", "gen_ai.request.temperature"),
            Map.entry("top_p", "gen_ai.request.top_p"),
            Map.entry("top_k", "gen_ai.request.top_k"),
            Map.entry("presence_penalty", "gen_ai.request.presence_penalty"),
            Map.entry("frequency_penalty", "gen_ai.request.frequency_penalty"),
            Map.entry("n", "gen_ai.request.choice.count"),
            Map.entry("dimensions", "gen_ai.embeddings.dimension.count"),
            Map.entry("best_of", "best_of"),
            Map.entry("top_logprobs", "top_logprobs"),
            Map.entry("max_tool_calls", "max_tool_calls"),
            Map.entry("thinking.budget_tokens", "thinking.budget_tokens")));

    private Parameters() {}

    /// The name in events of a policy's word.
    public static Optional<String> named(String word) {
        return Optional.ofNullable(NAMES.get(word));
    }

    static String words() {
        return String.join(", ", NAMES.keySet());
    }
}
