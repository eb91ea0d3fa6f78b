package io.chirograph.gateway.dialect;

/// What a request does.
///
/// @param name `gen_ai.operation.name`: `chat`, `embeddings`, `text_completion`, …, or `other`
/// @param endpoint the dialect's own word: `chat.completions`, `responses`, `embeddings`, `messages`,
///     `models`, `other`
/// @param kind which limits and rules apply
public record Operation(String name, String endpoint, Kind kind) {
    /// Classes of endpoints.
    public enum Kind {
        INFERENCE,
        CATALOGUE,
        FILES,
        OTHER
    }
}
