package io.chirograph.gateway.dialect;

import io.chirograph.policy.OperationClass;

/// What a request does.
///
/// @param name `gen_ai.operation.name`: `chat`, `embeddings`, `text_completion`, …, or `other`
/// @param endpoint the dialect's own word: `chat.completions`, `responses`, `embeddings`, `messages`,
///     `models`, `other`
/// @param kind which limits and rules apply
public record Operation(String name, String endpoint, Kind kind) {
    /// What policies and keys call it.
    public OperationClass operationClass() {
        return switch (kind) {
            case INFERENCE -> OperationClass.INFERENCE;
            case CATALOGUE -> OperationClass.CATALOGUE;
            case FILES -> OperationClass.STATEFUL;
            case OTHER -> OperationClass.UNKNOWN;
        };
    }

    /// Classes of endpoints.
    public enum Kind {
        INFERENCE,
        CATALOGUE,
        FILES,
        OTHER
    }
}
